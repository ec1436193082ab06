// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines that mstflint 4.16 prints, for scripts that read them.
 *
 * Its spacing is its own. selftests/tool/mstflint.sh compares line by line.
 */
#include "mstflint.h"

#define VENDOR_MELLANOX	0x15b3
#define ROM_HEAD	"Rom Info:              "

static void print_version(const char *head, const struct hermon_version *v)
{
	printf(v->minor < 100 ? "%s%d.%d.%04d\n" : "%s%d.%04d.%04d\n", head,
	       v->major, v->minor, v->subminor);
}

static bool is_set(const struct hermon_version *v)
{
	return v->major || v->minor || v->subminor;
}

static void print_versions(const struct description *d,
			   const struct hermon_version *running)
{
	const struct hermon_image *image = &d->image;
	u32 date = image->date;

	printf("Image type:            FS2\n");
	if (is_set(&image->version)) {
		print_version("FW Version:            ", &image->version);
		if (running && is_set(running) &&
		    memcmp(running, &image->version, sizeof(*running)))
			print_version("FW Version(Running):   ", running);
	}
	if (date)
		printf("FW Release Date:       %x.%x.%x\n",
		       FIELD_GET(HERMON_FS2_DATE_DAY, date),
		       FIELD_GET(HERMON_FS2_DATE_MONTH, date),
		       FIELD_GET(HERMON_FS2_DATE_YEAR, date));
}

static void print_builder(const struct description *d)
{
	const struct hermon_image *image = &d->image;
	const u16 *fit = d->tags.min_fit;

	if (fit[0] || fit[1] || fit[2] || fit[3])
		printf("Min FIT Version:       %d.%d.%d.%d\n", fit[0], fit[1],
		       fit[2], fit[3]);
	if (is_set(&image->mic))
		printf("MIC Version:           %d.%d.%d\n", image->mic.major,
		       image->mic.minor, image->mic.subminor);
	if (image->config_sectors)
		printf("Config Sectors:        %d\n", image->config_sectors);
	if (image->config_pad)
		printf("Config Pad:            %d\n", image->config_pad);
	if (*image->prs_name)
		printf("PRS Name:              %s\n", image->prs_name);
	if (*image->product_version)
		printf("Product Version:       %s\n", image->product_version);
}

static void print_sign(const struct rom_sign *sign)
{
	const char *type = rom_type_name(sign->product);
	char version[24];

	rom_version_text(sign, version, sizeof(version));
	if (!type) {
		printf("0x%x - Unknown ROM product ID\n", sign->product);
		return;
	}
	if (sign->product == 0xf) {
		printf("version_id=%s type=%s ", version, type);
		return;
	}
	printf("type=%s version=%s", type, version);
	if (sign->port)
		printf(" port=%d", sign->port);
	if (rom_sign_has_proto(sign))
		printf(" proto=%s", rom_proto_name(sign->proto));
	if (sign->cpu)
		printf(" cpu=%s", rom_cpu_name(sign->cpu));
}

static void print_rom(const struct rom_info *rom)
{
	u32 i;

	if (!rom->n_signs) {
		printf(ROM_HEAD "N/A");
		if (*rom->error)
			printf(" (-E- %s)", rom->error);
		printf("\n");
		return;
	}
	for (i = 0; i < rom->n_signs; i++) {
		printf("%s%*s", i ? "\n" : ROM_HEAD,
		       i ? (int)strlen(ROM_HEAD) : 0, "");
		print_sign(&rom->signs[i]);
	}
	if (*rom->warning)
		printf(" (-W- %s)", rom->warning);
	printf("\n");
}

static const char *mac_fault(u64 mac)
{
	if (mac & HERMON_FS2_MAC_MULTICAST)
		return "Multicast bit (bit 40) is set.";
	if (mac & ~HERMON_FS2_MAC_MASK)
		return "More than 48 bits are used.";
	return NULL;
}

static void print_macs(const struct hermon_image *image)
{
	u32 i;

	printf("\nMACs:                                  ");
	for (i = HERMON_FS2_GUIDS_IB; i < HERMON_FS2_GUIDS_MAX; i++)
		printf("     %012llx", (unsigned long long)image->guids[i]);
	for (i = HERMON_FS2_GUIDS_IB; i < HERMON_FS2_GUIDS_MAX; i++) {
		const char *fault = mac_fault(image->guids[i]);

		if (image->guids_blank || !fault)
			continue;
		if (i == HERMON_FS2_GUIDS_IB)
			printf("\n\n");
		printf("\n-W- Bad mac address ( %012llx ): %s\n",
		       (unsigned long long)image->guids[i], fault);
	}
}

static void print_guids(const struct hermon_image *image)
{
	u32 i;

	printf("Description:           Node             Port1            Port2            Sys image\n");
	printf("GUIDs:                 ");
	for (i = 0; i < HERMON_FS2_GUIDS_IB; i++)
		printf("%016llx ", (unsigned long long)image->guids[i]);
	if (image->n_guids == HERMON_FS2_GUIDS_MAX)
		print_macs(image);
	else
		printf("-W- Cannot get MAC address: Expecting %d entries in guid section, got %u. Probably an old FW image. Please update.\n",
		       HERMON_FS2_GUIDS_MAX, image->n_guids);
	printf("\n");
}

static void print_board(const struct description *d)
{
	u16 vendor = d->tags.vsd_vendor;

	if (vendor && vendor != VENDOR_MELLANOX) {
		printf("-W- Not a Mellanox FW image (vendor_id = 0x%04x). VSD and PSID are not displayed.\n",
		       vendor);
		return;
	}
	printf("VSD:                   %s\n", d->image.vsd);
	printf("PSID:                  %s\n", d->image.psid);
}

/**
 * mstflint_query() - print what "mstflint query full" does
 * @d: the image
 * @running: version of the firmware that runs, or NULL
 */
void mstflint_query(const struct description *d,
		    const struct hermon_version *running)
{
	struct description plain = *d;
	struct hermon_image *image = &plain.image;

	printable(image->vsd);
	printable(image->prs_name);
	printable(image->product_version);
	d = &plain;
	print_versions(d, running);
	print_builder(d);
	if (image->rom_len)
		print_rom(&d->rom);
	printf("Device ID:             %d\n", image->device_type);
	if (d->tags.has_access_key)
		printf("HW Access Key:         %s\n",
		       d->tags.access_key ? "Enabled" : "Disabled");
	print_guids(image);
	print_board(d);
	if (image->guids_blank)
		printf("-W- GUIDs/MACs values and their CRC are not set.\n");
}

/* Returns false if the checksum is wrong. */
static bool print_range(u32 off, u32 len, const char *name,
			enum part_state state, u32 computed, u32 stored)
{
	printf("     /0x%08x-0x%08x (0x%06x)/ (%s)", off, off + len - 1, len,
	       name);
	switch (state) {
	case PART_OK:
		printf(" - OK\n");
		return true;
	case PART_BLANK:
		printf(" - BLANK CRC (0xffff)\n");
		return true;
	default:
		printf(" /0x%08x/ - wrong CRC (exp:0x%x, act:0x%x)\n", off,
		       computed, stored);
		return false;
	}
}

/* Blank GUIDs excuse a blank CRC, nothing else does. */
static enum part_state full_state(const struct parts *parts, bool blank)
{
	if (blank)
		return PART_BLANK;
	return parts->full == PART_OK ? PART_OK : PART_BAD;
}

static bool print_parts(const struct parts *parts, bool *blank)
{
	const struct part *part;
	u32 i;

	*blank = false;
	for (i = 0; i < parts->n_parts; i++) {
		part = &parts->parts[i];
		if (!print_range(part->off, part->len, part->name, part->state,
				 part->computed, part->stored))
			return false;
		if (part->state == PART_BLANK)
			*blank = true;
	}
	return parts->whole;
}

static bool verify_failed(const char *why)
{
	printf("-E- FW image verification failed: %s. AN HCA DEVICE CAN NOT BOOT FROM THIS IMAGE.\n",
	       why);
	return false;
}

/**
 * mstflint_verify() - print what "mstflint verify" does
 * @parts: of the image
 * @has_mic: the image says that its full CRC is set
 * @start: flash address of the image; 0 for a file
 *
 * Return: true if mstflint would call the image bootable.
 */
bool mstflint_verify(const struct parts *parts, bool has_mic, u32 start)
{
	bool good, blank;

	printf("\n     FS2 failsafe image. Start address: 0x%x. Chunk size 0x%x:\n\n",
	       start, BIT(parts->log2_chunk));
	printf("     NOTE: The addresses below are contiguous logical addresses. Physical addresses on\n");
	printf("           flash may be different, based on the image start address and chunk size\n\n");
	good = print_parts(parts, &blank);
	if (good && has_mic)
		print_range(0, parts->size, "Full Image",
			    full_state(parts, blank), parts->full_computed,
			    parts->full_stored);
	if (!good)
		return verify_failed("Bad CRC.");
	if (blank) {
		printf("\n\n");
		return verify_failed("BLANK GUIDS");
	}
	printf("\n-I- FW image verification succeeded. Image is bootable.\n\n");
	return true;
}
