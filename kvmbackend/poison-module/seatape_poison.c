// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bad memory for KVM guests on machines that have no way to make any.
 *
 * A kprobe on kvm_handle_guest_abort() sees each stage-2 abort before KVM does. If the guest touched a watched page,
 * user space decides whether this access is bad (seatape_poison.h). A bad one is presented to KVM with the syndrome
 * of an external abort, so that KVM's own unmodified code for synchronous external aborts runs.
 */
#include <linux/bitfield.h>
#include <linux/kprobes.h>
#include <linux/kref.h>
#include <linux/kvm_host.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/xarray.h>

#include "seatape_poison.h"

#define HPFAR_VALID BIT_ULL(63)		/* HPFAR_EL2.NS, as KVM uses it */
#define HPFAR_FIPA GENMASK_ULL(47, 4)	/* IPA[55:12] */

/* What one process has asked for: one for each open file. */
struct session {
	struct kref users;
	struct list_head node;
	struct mm_struct *mm;			/* whose VMs it concerns */
	struct xarray pages;			/* watched, by guest frame number */
	struct mutex lock;			/* of all below */
	struct seatape_poison_exit stop;	/* the last stop */
	struct seatape_poison_answer answer;	/* to it; action 0: none yet */
	struct task_struct *claiming;		/* for whom APEI shall claim the abort */
};

static LIST_HEAD(sessions);
static DEFINE_RAW_SPINLOCK(sessions_lock);

static struct session *find_session(void)
{
	struct session *session;

	lockdep_assert_held(&sessions_lock);
	list_for_each_entry(session, &sessions, node)
		if (session->mm == current->mm)
			return session;
	return NULL;
}

/* Takes a reference to the session of this process, if it has one. */
static struct session *get_session(void)
{
	struct session *session;

	guard(raw_spinlock_irqsave)(&sessions_lock);
	session = find_session();
	if (session)
		kref_get(&session->users);
	return session;
}

static void free_session(struct kref *users)
{
	struct session *session = container_of(users, struct session, users);

	xa_destroy(&session->pages);
	mmdrop(session->mm);
	kfree(session);
}

static void put_session(struct session *session)
{
	kref_put(&session->users, free_session);
}

static int guest_abort(struct kvm_vcpu *vcpu);

/*
 * A kprobe's handler must not sleep, and the work needs to. So the handler puts guest_abort() in the place of the
 * probed function, unless that is being called from there.
 */
static int divert_guest_abort(struct kprobe *probe, struct pt_regs *regs)
{
	unsigned long caller = regs->regs[30];

	if (within_module(caller, THIS_MODULE))
		return 0;
	scoped_guard(raw_spinlock_irqsave, &sessions_lock)
		if (!find_session())
			return 0;
	instruction_pointer_set(regs, (unsigned long)guest_abort);
	return 1;
}

static int claim_abort(struct kprobe *probe, struct pt_regs *regs)
{
	struct session *session;

	guard(raw_spinlock_irqsave)(&sessions_lock);
	session = find_session();
	if (!session || READ_ONCE(session->claiming) != current)
		return 0;
	regs_set_return_value(regs, 0);
	instruction_pointer_set(regs, regs->regs[30]);
	return 1;
}

static struct kprobe abort_probe = {
	.symbol_name = "kvm_handle_guest_abort",
	.pre_handler = divert_guest_abort,
};

static struct kprobe claim_probe = {
	.symbol_name = "apei_claim_sea",
	.pre_handler = claim_abort,
};

static int call_kvm(struct kvm_vcpu *vcpu)
{
	int (*handler)(struct kvm_vcpu *vcpu) = (void *)abort_probe.addr;
	int ret = handler(vcpu);

	OPTIMIZER_HIDE_VAR(ret); /* no tail call: divert_guest_abort() knows us by the return address */
	return ret;
}

static bool is_watched(struct session *session, u64 hpfar)
{
	return (hpfar & HPFAR_VALID) && xa_load(&session->pages, FIELD_GET(HPFAR_FIPA, hpfar));
}

static int stop(struct session *session, struct kvm_run *run, const struct seatape_poison_exit *now)
{
	session->stop = *now;
	session->answer.action = 0;
	run->exit_reason = SEATAPE_EXIT_POISON;
	memcpy(run->padding, now, sizeof(*now));
	return 0; /* makes KVM_RUN return 0 */
}

static int watched_abort(struct session *session, struct kvm_vcpu *vcpu)
{
	struct kvm_vcpu_fault_info *fault = &vcpu->arch.fault;
	struct seatape_poison_exit now = { fault->esr_el2, fault->far_el2, fault->hpfar_el2 };
	struct seatape_poison_answer answer;
	int ret;

	guard(mutex)(&session->lock);
	if (!session->answer.action || memcmp(&session->stop, &now, sizeof(now)))
		return stop(session, vcpu->run, &now);
	answer = session->answer;
	session->answer.action = 0;
	if (answer.action != SEATAPE_POISON_PASS) {
		fault->esr_el2 = answer.esr_el2;
		fault->far_el2 = answer.far_el2;
		fault->hpfar_el2 = answer.hpfar_el2;
	}
	if (answer.action == SEATAPE_POISON_CLAIM)
		WRITE_ONCE(session->claiming, current);
	ret = call_kvm(vcpu);
	WRITE_ONCE(session->claiming, NULL);
	return ret;
}

/* Stands in for kvm_handle_guest_abort(). */
static int guest_abort(struct kvm_vcpu *vcpu)
{
	struct session *session = get_session();
	int ret;

	if (!session) /* closed since the probe fired */
		return call_kvm(vcpu);
	if (is_watched(session, vcpu->arch.fault.hpfar_el2))
		ret = watched_abort(session, vcpu);
	else
		ret = call_kvm(vcpu);
	put_session(session);
	return ret;
}

static long watch(struct session *session, const struct seatape_poison_page *page)
{
	if (!PAGE_ALIGNED(page->ipa) || page->on > 1)
		return -EINVAL;
	if (!page->on) {
		xa_erase(&session->pages, page->ipa >> PAGE_SHIFT);
		return 0;
	}
	return xa_err(xa_store(&session->pages, page->ipa >> PAGE_SHIFT, xa_mk_value(1), GFP_KERNEL));
}

static long take_answer(struct session *session, const struct seatape_poison_answer *answer)
{
	if (answer->action < SEATAPE_POISON_PASS || answer->action > SEATAPE_POISON_CLAIM)
		return -EINVAL;
	guard(mutex)(&session->lock);
	session->answer = *answer;
	return 0;
}

static long poison_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	void __user *user = (void __user *)argument;
	struct session *session = file->private_data;
	struct seatape_poison_answer answer;
	struct seatape_poison_page page;

	if (session->mm != current->mm)
		return -EIO;
	switch (command) {
	case SEATAPE_POISON_WATCH:
		return copy_from_user(&page, user, sizeof(page)) ? -EFAULT : watch(session, &page);
	case SEATAPE_POISON_ANSWER:
		return copy_from_user(&answer, user, sizeof(answer)) ? -EFAULT : take_answer(session, &answer);
	default:
		return -ENOTTY;
	}
}

static bool add_session(struct session *session)
{
	guard(raw_spinlock_irqsave)(&sessions_lock);
	if (find_session())
		return false;
	list_add(&session->node, &sessions);
	return true;
}

static int poison_open(struct inode *inode, struct file *file)
{
	struct session *session = kzalloc(sizeof(*session), GFP_KERNEL);

	if (!session)
		return -ENOMEM;
	kref_init(&session->users);
	session->mm = current->mm;
	xa_init(&session->pages);
	mutex_init(&session->lock);
	if (!add_session(session)) {
		kfree(session);
		return -EBUSY;
	}
	mmgrab(session->mm);
	file->private_data = session;
	return 0;
}

static int poison_release(struct inode *inode, struct file *file)
{
	struct session *session = file->private_data;

	scoped_guard(raw_spinlock_irqsave, &sessions_lock)
		list_del(&session->node);
	put_session(session);
	return 0;
}

static const struct file_operations poison_operations = {
	.owner = THIS_MODULE,
	.open = poison_open,
	.release = poison_release,
	.unlocked_ioctl = poison_ioctl,
};

static struct miscdevice poison_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "seatape-poison",
	.fops = &poison_operations,
	.mode = 0600,
};

static int __init poison_init(void)
{
	struct kprobe *probes[] = { &abort_probe, &claim_probe };
	int ret = register_kprobes(probes, ARRAY_SIZE(probes));

	if (ret)
		return ret;
	ret = misc_register(&poison_device);
	if (ret)
		unregister_kprobes(probes, ARRAY_SIZE(probes));
	return ret;
}

static void __exit poison_exit(void)
{
	struct kprobe *probes[] = { &abort_probe, &claim_probe };

	misc_deregister(&poison_device);
	unregister_kprobes(probes, ARRAY_SIZE(probes));
}

module_init(poison_init);
module_exit(poison_exit);
MODULE_DESCRIPTION("Synchronous external aborts for KVM guests, as user space wants them");
MODULE_AUTHOR("The Seatape developers");
MODULE_LICENSE("GPL");
