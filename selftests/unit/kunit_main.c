// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all test programs begin with.
 *
 *   crc16_kunit			all suites
 *   burn_test power_cut		only cases whose name contains this
 */
#include <kunit/test.h>

int main(int argc, char **argv)
{
	return kunit_run(argc > 1 ? argv[1] : "");
}
