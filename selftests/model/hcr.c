// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command interface of the firmware: seven words, and a table of what it
 * can do. flash-gateway.rst, "Command interface".
 *
 *	00 in parameter   08 in modifier   0c out parameter   14 token
 *	18 status | go, event, toggle | opcode modifier, opcode
 *
 * A command is over when the write that starts it returns. Without firmware
 * the words keep what was written, so go stays set for ever.
 */
#include "model_internal.h"

/* How a command takes and returns what does not fit into its parameters. */
enum { IN = BIT(0), OUT = BIT(1) };

static u8 do_nothing(struct model *m, struct hcr_command *c)
{
	(void)m;
	(void)c;
	return HCR_OK;
}

static const struct hcr_op {
	u16 op;
	enum fw_stage stage;	/* the earliest */
	u32 boxes;
	u8 (*run)(struct model *m, struct hcr_command *c);
	const char *name;
} ops[] = {
	{ 0x004, FW_RESIDENT, OUT, query_fw, "QUERY_FW" },
	{ 0xfff, FW_RESIDENT, IN, hca_map_fa, "MAP_FA" },
	{ 0xffe, FW_RESIDENT, 0, hca_unmap_fa, "UNMAP_FA" },
	{ 0xff6, FW_RESIDENT, 0, hca_run_fw, "RUN_FW" },
	{ 0x031, FW_RESIDENT, 0, do_nothing, "NOP" },

	{ 0x034, FW_RUNNING, 0, query_stat_cfg, "MOD_STAT_CFG" },
	{ 0x003, FW_RUNNING, OUT, query_dev_cap, "QUERY_DEV_CAP" },
	{ 0x043, FW_RUNNING, OUT, query_port, "QUERY_PORT" },
	{ 0xffd, FW_RUNNING, 0, hca_set_icm_size, "SET_ICM_SIZE" },
	{ 0xffc, FW_RUNNING, IN, hca_map_aux, "MAP_ICM_AUX" },
	{ 0xffb, FW_RUNNING, 0, hca_unmap_aux, "UNMAP_ICM_AUX" },
	{ 0xffa, FW_RUNNING, IN, icm_map, "MAP_ICM" },
	{ 0xff9, FW_RUNNING, 0, icm_unmap, "UNMAP_ICM" },
	{ 0x007, FW_RUNNING, IN, hca_init, "INIT_HCA" },

	{ 0x008, FW_HCA, 0, hca_close, "CLOSE_HCA" },
	{ 0x00b, FW_HCA, OUT, hca_query, "QUERY_HCA" },
	{ 0x006, FW_HCA, OUT, query_adapter, "QUERY_ADAPTER" },
	{ 0x009, FW_HCA, 0, hca_port, "INIT_PORT" },
	{ 0x00a, FW_HCA, 0, hca_port, "CLOSE_PORT" },
	{ 0x00c, FW_HCA, IN, hca_port, "SET_PORT" },
	{ 0x05a, FW_HCA, IN, do_nothing, "SET_NODE" },
	{ 0x013, FW_HCA, IN, eq_create, "SW2HW_EQ" },
	{ 0x014, FW_HCA, 0, eq_destroy, "HW2SW_EQ" },
	{ 0x012, FW_HCA, 0, eq_map_events, "MAP_EQ" },
	{ 0x00d, FW_HCA, IN, resource_give, "SW2HW_MPT" },
	{ 0x00f, FW_HCA, 0, resource_take, "HW2SW_MPT" },
	{ 0x02f, FW_HCA, 0, do_nothing, "SYNC_TPT" },
	{ 0x016, FW_HCA, IN, resource_give, "SW2HW_CQ" },
	{ 0x017, FW_HCA, 0, resource_take, "HW2SW_CQ" },
	{ 0x02c, FW_HCA, IN, do_nothing, "MODIFY_CQ" },
	{ 0x035, FW_HCA, IN, resource_give, "SW2HW_SRQ" },
	{ 0x036, FW_HCA, 0, resource_take, "HW2SW_SRQ" },
	{ 0x040, FW_HCA, 0, do_nothing, "ARM_SRQ" },
	{ 0x023, FW_HCA, 0, do_nothing, "CONF_SPECIAL_QP" },
	{ 0x019, FW_HCA, IN, resource_move_qp, "RST2INIT_QP" },
	{ 0x01a, FW_HCA, IN, resource_move_qp, "INIT2RTR_QP" },
	{ 0x01b, FW_HCA, IN, resource_move_qp, "RTR2RTS_QP" },
	{ 0x01c, FW_HCA, IN, resource_move_qp, "RTS2RTS_QP" },
	{ 0x02d, FW_HCA, IN, resource_move_qp, "INIT2INIT_QP" },
	{ 0x01e, FW_HCA, 0, resource_move_qp, "2ERR_QP" },
	{ 0x021, FW_HCA, 0, resource_move_qp, "2RST_QP" },
	{ 0x024, FW_HCA, IN | OUT, mad_ifc, "MAD_IFC" },
	{ 0x030, FW_HCA, OUT, do_nothing, "DIAG_RPRT" },
};

static const struct hcr_op *find(u16 op)
{
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		if (ops[i].op == op)
			return &ops[i];
	return NULL;
}

static u8 *mailbox(struct model *m, u64 addr, const char *name)
{
	if (!(addr % HCR_MAILBOX_SIZE))
		return dma_memory(m, addr, HCR_MAILBOX_SIZE, name);
	guest_error(m, "%s: mailbox at %llx is not aligned", name,
		    (unsigned long long)addr);
	return NULL;
}

static bool get_mailboxes(struct model *m, const struct hcr_op *op,
			  struct hcr_command *c)
{
	if (op->boxes & IN)
		c->in = mailbox(m, c->in_param, op->name);
	if (op->boxes & OUT)
		c->out = mailbox(m, c->out_param, op->name);
	return (c->in || !(op->boxes & IN)) && (c->out || !(op->boxes & OUT));
}

static u8 run(struct model *m, struct hcr_command *c)
{
	const struct hcr_op *op = find(c->op);

	if (!op) {
		guest_error(m, "hcr: unknown command %03x", c->op);
		return HCR_BAD_OP;
	}
	if (m->hca.stage < op->stage) {
		guest_error(m, "%s: too early", op->name);
		return HCR_BAD_SYS_STATE;
	}
	if (!get_mailboxes(m, op, c))
		return HCR_BAD_PARAM;
	if (c->out)
		memset(c->out, 0, HCR_MAILBOX_SIZE);
	return op->run(m, c);
}

/* Token at 2 of the event's data, status at 11, out parameter behind it. */
static void send_event(struct model *m, const struct hcr_command *c, u8 status)
{
	u8 data[20] = { 0 };

	put_be16(data + 2, c->token);
	data[11] = status;
	put_be64(data + 12, c->out_param);
	if (!eq_event(m, EVENT_COMMAND, data, sizeof(data)))
		guest_error(m, "hcr: no event queue for the end of %03x", c->op);
}

static u64 two_words(const u32 *words)
{
	return (u64)words[0] << 32 | words[1];
}

static void go(struct model *m)
{
	u32 *w = m->hcr;
	u32 word = w[HERMON_HCR_COMMAND];
	struct hcr_command c = {
		.op = FIELD_GET(HERMON_HCR_COMMAND_OPCODE, word),
		.op_mod = FIELD_GET(HERMON_HCR_COMMAND_OP_MOD, word),
		.event = word & HERMON_HCR_COMMAND_EVENT,
		.token = FIELD_GET(HERMON_HCR_TOKEN_TOKEN, w[HERMON_HCR_TOKEN]),
		.in_mod = w[HERMON_HCR_IN_MOD],
		.in_param = two_words(w + HERMON_HCR_IN_HIGH),
		.out_param = two_words(w + HERMON_HCR_OUT_HIGH),
	};
	u8 status = run(m, &c);

	m->stats.hcr_commands++;
	w[HERMON_HCR_OUT_HIGH] = c.out_param >> 32;
	w[HERMON_HCR_OUT_LOW] = c.out_param;
	w[HERMON_HCR_COMMAND] = (word & ~(HERMON_HCR_COMMAND_GO |
					  HERMON_HCR_COMMAND_STATUS)) |
				FIELD_PREP(HERMON_HCR_COMMAND_STATUS, status);
	if (c.event)
		send_event(m, &c, status);
}

bool hcr_owns(u32 off)
{
	return off >= HERMON_HCR &&
	       off < HERMON_HCR + HERMON_HCR_WORDS * sizeof(u32);
}

u32 hcr_read(struct model *m, u32 off)
{
	return m->hcr[(off - HERMON_HCR) / sizeof(u32)];
}

/*
 * The toggle is how the other side tells an old end from a new one; the first
 * command after a reset has it set.
 */
void hcr_write(struct model *m, u32 off, u32 val)
{
	u32 n = (off - HERMON_HCR) / sizeof(u32);
	u32 old = m->hcr[n];

	m->hcr[n] = val;
	if (n != HERMON_HCR_COMMAND || m->boot.livefish)
		return;
	if (!(val & HERMON_HCR_COMMAND_GO))
		guest_error(m, "hcr: wrote %08x, a command without go", val);
	else if (!((old ^ val) & HERMON_HCR_COMMAND_TOGGLE))
		guest_error(m, "hcr: wrote %08x, with the toggle of before", val);
	else
		go(m);
}

void hcr_reset(struct model *m)
{
	memset(m->hcr, 0, sizeof(m->hcr));
}
