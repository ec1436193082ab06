// SPDX-License-Identifier: GPL-2.0-only
/*
 * The card's GUIDs, MACs and vendor data laid over a new image.
 *
 * fs2.rst, "What a burn keeps".
 */
#include <hermon_env.h>
#include <hermon/identity.h>

static int identity_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
			 struct hermon_report *report)
{
	struct hermon_identity *id = container_of(rd, struct hermon_identity,
						  rd);
	u32 i;
	int err;

	err = hermon_reader_get(id->base, off, buf, len, report);
	if (err)
		return err;
	for (i = 0; i < id->n_patches; i++)
		hermon_patch_apply(&id->patches[i], off, buf, len);
	return 0;
}

static void add_patch(struct hermon_identity *id, u32 off, const u8 *data,
		      u32 len)
{
	id->patches[id->n_patches++] = (struct hermon_patch) {
		.off = off, .len = len, .data = data,
	};
}

/* The section at body offset @off has changed: its CRC word, into @word. */
static int patch_crc(struct hermon_identity *id, u32 off, u32 len, u8 *word,
		     struct hermon_report *report)
{
	u32 head = sizeof(struct hermon_fs2_gph);
	u16 crc;
	int err;

	err = hermon_fs2_crc(&id->rd, off - head, head + len, &crc, report);
	if (!err)
		hermon_put_be32(word, crc);
	return err;
}

/**
 * hermon_identity_mac() - the MAC that belongs to a port GUID
 * @guid: EUI-64 of the port
 *
 * Vendor's rule: drop the two bytes in the middle. fs2.rst, "GUIDs and MACs".
 *
 * Return: the MAC in the low 48 bits.
 */
u64 hermon_identity_mac(u64 guid)
{
	return (guid >> 40 << 24) | (guid & 0xffffff);
}

/* Cards with four entries, or with blank MACs, get those of their GUIDs. */
static u64 guid_of(const struct hermon_image *card, u32 i)
{
	u64 mask = HERMON_FS2_MAC_MASK;
	bool no_macs;

	if (i < HERMON_FS2_GUIDS_IB)
		return card->guids[i];
	no_macs = card->n_guids == HERMON_FS2_GUIDS_IB ||
		  ((card->guids[4] & mask) == mask &&
		   (card->guids[5] & mask) == mask);
	if (no_macs)
		return hermon_identity_mac(card->guids[i - 3]);
	return card->guids[i];
}

static int keep_guids(struct hermon_identity *id,
		      const struct hermon_image *image,
		      const struct hermon_image *card,
		      struct hermon_report *report)
{
	u32 len = image->n_guids * HERMON_FS2_GUID_SIZE;
	u32 i;

	for (i = 0; i < image->n_guids; i++)
		hermon_put_be64(id->guids + i * HERMON_FS2_GUID_SIZE,
				guid_of(card, i));
	add_patch(id, image->guid_off, id->guids,
		  len + HERMON_FS2_CRC_WORD_SIZE);
	return patch_crc(id, image->guid_off, len, id->guids + len, report);
}

/* The text up to its first NUL, the rest of the payload zero. */
static int keep_vsd(struct hermon_identity *id,
		    const struct hermon_image *image,
		    const struct hermon_image *card,
		    struct hermon_report *report)
{
	memset(id->vsd, 0, sizeof(id->vsd));
	memcpy(id->vsd, card->vsd, strnlen(card->vsd, sizeof(id->vsd)));
	add_patch(id, image->vsd_off, id->vsd, image->vsd_len);
	add_patch(id, image->info_off + image->info_len, id->info_crc,
		  sizeof(id->info_crc));
	return patch_crc(id, image->info_off, image->info_len, id->info_crc,
			 report);
}

/* All the rest is in place, so this comes last. */
static int patch_full_crc(struct hermon_identity *id,
			  const struct hermon_image *image,
			  struct hermon_report *report)
{
	u16 crc;
	int err;

	err = hermon_fs2_full_crc(&id->rd, image->size, &crc, report);
	if (err)
		return err;
	hermon_put_be32(id->crc_word, (image->crc_word & ~HERMON_FS2_CRC_CRC) | crc);
	add_patch(id, offsetof(struct hermon_fs2_header, crc), id->crc_word,
		  sizeof(id->crc_word));
	return 0;
}

/**
 * hermon_identity_keep() - a new image with a card's identity in it
 * @id: to set up; @id->rd reads the result
 * @base: the new image; must outlive @id
 * @image: what hermon_fs2_check_file() said of @base
 * @card: the card's current image; not looked at if nothing of it is kept
 * @match: what of it is kept
 * @report: filled on failure
 *
 * What is kept is the card's, all checksums fit. The PSID stays that of the new
 * image.
 *
 * Return: 0 or an error of @base.
 */
int hermon_identity_keep(struct hermon_identity *id, struct hermon_reader *base,
			 const struct hermon_image *image,
			 const struct hermon_image *card,
			 const struct hermon_match *match,
			 struct hermon_report *report)
{
	int err = 0;

	id->rd.size = image->size;
	id->rd.where = base->where;
	id->rd.read = identity_read;
	id->base = base;
	id->n_patches = 0;
	if (match->keeps_guids)
		err = keep_guids(id, image, card, report);
	if (!err && match->keeps_vsd)
		err = keep_vsd(id, image, card, report);
	if (!err)
		err = patch_full_crc(id, image, report);
	return err;
}
