// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/ioctl_error.h"

#include "seatape/core/exit.h"

#include <cerrno>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

/// What to do about an errno; `call` empty stands for every ioctl without a row of its own.
struct Remedy {
    std::string_view call;
    int err;
    std::string_view text;
};

constexpr std::string_view kUseLab =
    "run on arm64 Linux with KVM, or in scripts/lab, which boots a real arm64 KVM on any machine";

constexpr Remedy kRemedies[] = {
    {"open", ENOENT, kUseLab},
    {"open", ENXIO, kUseLab},
    {"open", ENODEV, kUseLab},
    {"open", EACCES, "add yourself to the group kvm, or run as root"},
    {"open", EPERM, "add yourself to the group kvm, or run as root"},
    {"KVM_CREATE_VM", EINVAL, "lower host.ipa-bits: this host has no such IPA space"},
    {"KVM_CREATE_VM", ENOMEM, "free some memory"},
    {"KVM_CREATE_VCPU", EINVAL, "use fewer vCPUs"},
    {"KVM_CREATE_VCPU", EEXIST, "this is a bug of seatape"},
    {"KVM_ENABLE_CAP", EINVAL, "use a newer kernel: Linux 6.19 has KVM_CAP_ARM_SEA_TO_USER"},
    {"KVM_SET_USER_MEMORY_REGION", EINVAL, "move the slot below the end of the host's IPA space"},
    {"KVM_SET_USER_MEMORY_REGION", EEXIST, "make the slots disjoint"},
    {"KVM_ARM_VCPU_INIT", EINVAL, "the host's CPU lacks a feature of the vCPU"},
    {"KVM_ARM_PREFERRED_TARGET", ENODEV, kUseLab},
    {"", ENOTTY, kUseLab},
    {"", EBADF, "this is a bug of seatape"},
    {"", EFAULT, "this is a bug of seatape"},
    {"", ENOEXEC, "initialise the vCPU first: this is a bug of seatape"},
    {"", EIO, "the VM is dead or belongs to another process; start again"},
    {"", ENOMEM, "free some memory"},
    {"", EMFILE, "raise the limit of open files (ulimit -n)"},
    {"", ENFILE, "close other programs: the system has too many open files"},
    {"", EPERM, "run as root, or let the system's policy allow it"},
};

std::string remedyOf(std::string_view call, int err) {
    for (const std::string_view wanted : {call, std::string_view()})
        for (const Remedy& remedy : kRemedies)
            if (remedy.call == wanted && remedy.err == err)
                return std::string(remedy.text);
    return {};
}

std::string causeOf(int err) {
    const char* text = ::strerrordesc_np(err);
    return text == nullptr ? errnoText(err) : fmt::format("{} ({})", errnoText(err), text);
}

} // namespace

Error ioctlError(const uapi::Ioctl& call, int returned, std::string where) {
    return {fmt::format("{}: {}", call.name, causeOf(-returned)), std::move(where),
            remedyOf(call.name, -returned)};
}

Error openError(const std::string& path, int returned) {
    return {fmt::format("cannot open: {}", causeOf(-returned)), path, remedyOf("open", -returned)};
}

} // namespace seatape::kvm
