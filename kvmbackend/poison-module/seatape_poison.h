/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * What user space and the kernel module say to each other through /dev/seatape-poison.
 *
 * The module stops at user space each guest access to a watched page that stage 2 does not map, with the raw
 * syndrome. User space knows which bytes are bad, what the instruction touches and what the CPU is to report; it
 * answers, runs the vCPU again, and the same access faults again and is treated as the answer says.
 *
 * An fd belongs to the process that opened it, and to the VMs of that process.
 */
#ifndef SEATAPE_POISON_H
#define SEATAPE_POISON_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* kvm_run.exit_reason of such a stop; KVM itself has no reasons up there. KVM_RUN returns 0. */
#define SEATAPE_EXIT_POISON 0x5ea00001

/* What is at the union of kvm_run (offset 32) then: the registers as the exception to EL2 left them. */
struct seatape_poison_exit {
	__u64 esr_el2;
	__u64 far_el2;
	__u64 hpfar_el2;
	__u64 reserved;
};

/* A page of 4 KiB by its intermediate physical address; `on` 1 watches it, 0 does not. */
struct seatape_poison_page {
	__u64 ipa;
	__u64 on;
};

/* The access is good: KVM maps the page, and further accesses to it are not seen until it is unmapped. */
#define SEATAPE_POISON_PASS 1
/* The access is bad: KVM sees esr_el2, far_el2 and hpfar_el2 of the answer instead of the CPU's. */
#define SEATAPE_POISON_ABORT 2
/* The same, and apei_claim_sea() claims it (a stand-in for firmware-first handling). */
#define SEATAPE_POISON_CLAIM 3

/* For the access of the last stop only; if another one comes first, that one stops too. */
struct seatape_poison_answer {
	__u64 action;
	__u64 esr_el2;
	__u64 far_el2;
	__u64 hpfar_el2; /* with HPFAR_EL2.NS, bit 63, clear where no IPA is to be valid */
};

#define SEATAPE_POISON_WATCH _IOW(0xea, 1, struct seatape_poison_page)
#define SEATAPE_POISON_ANSWER _IOW(0xea, 2, struct seatape_poison_answer)

#endif
