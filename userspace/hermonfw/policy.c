// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which firmware a card shall have, as an administrator wrote it down:
 * hermonfw.policy(5).
 *
 * A file that is wrong anywhere is wrong as a whole, and then no file of the
 * folder counts: a slip of the pen must not flash a card.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>

#include "idtext.h"
#include "policy.h"

#define SUFFIX		".conf"
#define LINE_MAX_	512

static int bad_line(struct error *e, const char *path, u32 line,
		    const char *what)
{
	error_set(e, EINVAL, "POLICY", "%s, line %u: %s", path, line, what);
	error_next(e, "correct it; hermonfw.policy(5) has the format");
	return -EINVAL;
}

static int copy(char *to, size_t len, const char *value)
{
	if (strlen(value) >= len)
		return -EINVAL;
	strcpy(to, value);
	return 0;
}

static int take_guid(struct policy *policy, const char *value)
{
	u64 guid;

	if (guid_parse(value, &guid))
		return -EINVAL;
	snprintf(policy->guid, sizeof(policy->guid), "%016llx",
		 (unsigned long long)guid);
	return 0;
}

static int take_version(struct policy *policy, const char *value)
{
	struct hermon_version version;

	if (version_parse(value, &version))
		return -EINVAL;
	version_text(&version, policy->version);
	return 0;
}

static int take_images(struct policy *policy, const char *value)
{
	return *value == '/' ? copy(policy->images, PATH_MAX, value) : -EINVAL;
}

static int take_activate(struct policy *policy, const char *value)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return -EINVAL;
	policy->activate = !strcmp(value, "yes");
	return 0;
}

static int take_window(struct policy *policy, const char *value)
{
	u32 h1, m1, h2, m2;
	int end = 0;

	if (sscanf(value, "%2u:%2u-%2u:%2u%n", &h1, &m1, &h2, &m2, &end) != 4 ||
	    value[end] || h1 > 23 || h2 > 23 || m1 > 59 || m2 > 59)
		return -EINVAL;
	policy->from = h1 * 60 + m1;
	policy->to = h2 * 60 + m2;
	return 0;
}

static int take_psid(struct policy *policy, const char *value)
{
	return *value ? copy(policy->psid, sizeof(policy->psid), value) :
			-EINVAL;
}

static const struct key {
	const char *section;
	const char *name;
	int (*take)(struct policy *policy, const char *value);
	const char *complaint;
} keys[] = {
	{ "Match", "PSID", take_psid, "PSID= takes a PSID" },
	{ "Match", "GUID", take_guid, "GUID= takes 16 hexadecimal digits" },
	{ "Firmware", "Version", take_version,
	  "Version= takes three numbers, such as 2.6.0" },
	{ "Firmware", "Images", take_images,
	  "Images= takes an absolute path, of a file or a folder" },
	{ "Firmware", "Activate", take_activate, "Activate= is yes or no" },
	{ "Firmware", "Window", take_window,
	  "Window= takes two times of day, such as 22:00-05:30" },
};

static char *trim(char *text)
{
	char *end;

	while (isspace((unsigned char)*text))
		text++;
	end = text + strlen(text);
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return text;
}

static int take_pair(struct policy *policy, const char *section, char *text,
		     const char **complaint)
{
	char *value = strchr(text, '=');
	size_t i;

	*complaint = "this is no line of the form Key=value";
	if (!value)
		return -EINVAL;
	*value++ = '\0';
	text = trim(text);
	*complaint = "no such key in this section";
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(keys[i].section, section) ||
		    strcmp(keys[i].name, text))
			continue;
		*complaint = keys[i].complaint;
		return keys[i].take(policy, trim(value));
	}
	return -EINVAL;
}

/* Match or Firmware; an empty @section for any other. */
static void take_section(const char *text, char *section)
{
	*section = '\0';
	if (!strcmp(text, "[Match]") || !strcmp(text, "[Firmware]"))
		sscanf(text, "[%15[A-Za-z]]", section);
}

static int take_line(struct policy *policy, char *section, char *text,
		     const char **complaint)
{
	if (!*text || *text == '#' || *text == ';')
		return 0;
	if (*text != '[')
		return take_pair(policy, section, text, complaint);
	take_section(text, section);
	*complaint = "the sections are [Match] and [Firmware]";
	return *section ? 0 : -EINVAL;
}

static int check_whole(const struct policy *policy, u32 line, struct error *e)
{
	if (!*policy->psid && !*policy->guid)
		return bad_line(e, policy->path, line,
				"[Match] names neither PSID nor GUID");
	if (!*policy->version)
		return bad_line(e, policy->path, line,
				"[Firmware] has no Version");
	if (!*policy->images)
		return bad_line(e, policy->path, line,
				"[Firmware] has no Images");
	return 0;
}

static int parse(struct policy *policy, FILE *f, struct error *e)
{
	char text[LINE_MAX_], section[16] = "";
	const char *complaint = NULL;
	u32 line = 0;

	while (fgets(text, sizeof(text), f)) {
		line++;
		if (!strchr(text, '\n') && !feof(f))
			return bad_line(e, policy->path, line,
					"the line is too long");
		if (take_line(policy, section, trim(text), &complaint))
			return bad_line(e, policy->path, line, complaint);
	}
	return check_whole(policy, line, e);
}

/**
 * policy_parse() - read one file
 * @policy: filled
 * @path: of the file
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int policy_parse(struct policy *policy, const char *path, struct error *e)
{
	FILE *f;
	int err;

	memset(policy, 0, sizeof(*policy));
	snprintf(policy->path, sizeof(policy->path), "%s", path);
	f = fopen(path, "re");
	if (!f)
		return error_set(e, errno, "POLICY", "%s: %s", path,
				 strerror(errno));
	err = parse(policy, f, e);
	fclose(f);
	return err;
}

static bool matches(const struct policy *policy, const struct facts *facts)
{
	if (*policy->psid && strcmp(policy->psid, facts->psid))
		return false;
	return !*policy->guid || !strcmp(policy->guid, facts->guid);
}

static int is_policy(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return *entry->d_name != '.' && n > strlen(SUFFIX) &&
	       !strcmp(entry->d_name + n - strlen(SUFFIX), SUFFIX);
}

static int find(struct policy *found, const char *dir, struct dirent **names,
		int n, const struct facts *facts, struct error *e)
{
	struct policy policy;
	char path[PATH_MAX];
	bool any = false;
	int i, err;

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%.3800s/%s", dir,
			 names[i]->d_name);
		err = policy_parse(&policy, path, e);
		if (err)
			return err;
		if (any || !matches(&policy, facts))
			continue;
		*found = policy;
		any = true;
	}
	return any;
}

/**
 * policy_find() - the first file of a folder that is for a card
 * @policy: filled if there is one
 * @dir: the folder; its files count in the order of their names
 * @facts: of the card
 * @e: filled on failure
 *
 * Return: 1 if there is one, 0 if not, or -errno.
 */
int policy_find(struct policy *policy, const char *dir,
		const struct facts *facts, struct error *e)
{
	struct dirent **names;
	int n, i, ret;

	n = scandir(dir, &names, is_policy, alphasort);
	if (n < 0 && errno == ENOENT)
		return 0;
	if (n < 0)
		return error_set(e, errno, "POLICY", "%s: %s", dir,
				 strerror(errno));
	ret = find(policy, dir, names, n, facts, e);
	for (i = 0; i < n; i++)
		free(names[i]);
	free(names);
	return ret;
}

/**
 * policy_is_open() - may it be done at this time of day?
 * @policy: it
 * @minute: of the day
 *
 * Return: true if so.
 */
bool policy_is_open(const struct policy *policy, u32 minute)
{
	u32 length = (policy->to + MINUTES_PER_DAY - policy->from) %
		     MINUTES_PER_DAY;
	u32 since = (minute + MINUTES_PER_DAY - policy->from) % MINUTES_PER_DAY;

	return !length || since < length;
}
