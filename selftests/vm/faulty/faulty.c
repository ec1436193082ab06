// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does what no module may, so that a test can see each fault reported.
 *
 * The parameter "fault" names it; loading always fails, so that the next one
 * can be had at once.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/timer.h>

#define RACES			2000000
#define HANG_MS			30000

static char *fault = "";
module_param(fault, charp, 0);
MODULE_PARM_DESC(fault, "which one");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DEFINE_SPINLOCK(spinlock);
static LIST_HEAD(list);

/* What the compiler must not see through */
static int *volatile pointer;
static volatile int number;
static int array[4];
static int shared;

static void use_after_free(void)
{
	pointer = kmalloc(sizeof(*pointer), GFP_KERNEL);
	kfree(pointer);
	number = *pointer;
}

static void out_of_bounds(void)
{
	number = ARRAY_SIZE(array);
	number = array[number];
}

static void leak(void)
{
	pointer = kmalloc(sizeof(*pointer), GFP_KERNEL);
	pointer = NULL;
}

static void lock_order(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static void atomic_sleep(void)
{
	spin_lock(&spinlock);
	might_sleep();
	spin_unlock(&spinlock);
}

static void lost_reference(void)
{
	refcount_t count = REFCOUNT_INIT(1);

	if (refcount_dec_and_test(&count))
		refcount_inc(&count);
}

static void list_twice(void)
{
	static struct list_head entry;

	list_add(&entry, &list);
	list_add(&entry, &list);
	INIT_LIST_HEAD(&list);
}

static void expire(struct timer_list *timer)
{
}

static void free_timer(void)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return;
	timer_setup(timer, expire, 0);
	mod_timer(timer, jiffies + HZ * 3600);
	kfree(timer);
}

static void hang(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_timeout(msecs_to_jiffies(HANG_MS));
}

static int count_up(void *unused)
{
	int i;

	for (i = 0; i < RACES && !kthread_should_stop(); i++) {
		shared++;
		cond_resched();
	}
	while (!kthread_should_stop())
		msleep(20);
	return 0;
}

static void race(void)
{
	struct task_struct *other = kthread_run(count_up, NULL, "faulty");
	int i;

	if (IS_ERR(other))
		return;
	for (i = 0; i < RACES; i++) {
		shared++;
		cond_resched();
	}
	kthread_stop(other);
}

static const struct {
	const char *name;
	void (*commit)(void);
} faults[] = {
	{ "use-after-free", use_after_free },
	{ "out-of-bounds", out_of_bounds },
	{ "leak", leak },
	{ "lock-order", lock_order },
	{ "atomic-sleep", atomic_sleep },
	{ "lost-reference", lost_reference },
	{ "list-twice", list_twice },
	{ "free-timer", free_timer },
	{ "hang", hang },
	{ "data-race", race },
};

static int __init faulty_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (strcmp(faults[i].name, fault))
			continue;
		pr_info("committing %s\n", fault);
		faults[i].commit();
		return -ECANCELED;
	}
	pr_err("no fault \"%s\"\n", fault);
	return -EINVAL;
}
module_init(faulty_init);

MODULE_DESCRIPTION("Faults that a kernel shall report");
MODULE_LICENSE("GPL");
