// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FS2 checksum: polynomial x^16 + x^12 + x^3 + x + 1, message augmented
 * by 16 zero bits, complemented. fs2.rst, "Checksum".
 *
 * Linux' lib/crc has no function with this polynomial.
 */
#include <hermon_env.h>
#include <hermon/image.h>

#define POLYNOMIAL	0x100b

/*
 * The definition shifts the message through a register preset to ffff. The
 * table form below mixes each byte in at the top instead; both agree if the
 * register starts as ffff after 16 zero bits.
 */
#define PRESET		0xf6aa

/*
 * One entry per value of a nibble: 32 bytes, and two steps a byte. Reading
 * the flash takes a thousand times longer, so a larger table buys nothing.
 */
static const u16 table[16] = {
	0x0000, 0x100b, 0x2016, 0x301d, 0x402c, 0x5027, 0x603a, 0x7031,
	0x8058, 0x9053, 0xa04e, 0xb045, 0xc074, 0xd07f, 0xe062, 0xf069,
};

/**
 * hermon_crc16_init() - begin a checksum
 *
 * Return: the state to pass to hermon_crc16_update().
 */
u16 hermon_crc16_init(void)
{
	return PRESET;
}

/**
 * hermon_crc16_update() - add bytes to a checksum
 * @crc: state so far
 * @buf: the bytes
 * @len: how many
 *
 * Return: the new state.
 */
u16 hermon_crc16_update(u16 crc, const void *buf, size_t len)
{
	const u8 *p = buf;

	while (len--) {
		crc = (crc << 4) ^ table[(crc >> 12) ^ (*p >> 4)];
		crc = (crc << 4) ^ table[(crc >> 12) ^ (*p & 0xf)];
		p++;
	}
	return crc;
}

/**
 * hermon_crc16_final() - finish a checksum
 * @crc: state after the last byte
 *
 * Return: the checksum.
 */
u16 hermon_crc16_final(u16 crc)
{
	return ~crc;
}

/**
 * hermon_crc16() - checksum of bytes in memory
 * @buf: the bytes
 * @len: how many
 *
 * Return: the checksum.
 */
u16 hermon_crc16(const void *buf, size_t len)
{
	return hermon_crc16_final(hermon_crc16_update(hermon_crc16_init(),
						      buf, len));
}
