import type { TextTree } from './tree.ts';

/** What is said of the chosen domain: findings, the form of its DNS host, bulk mail. Loaded with its panel. */
export const enFindings = {
  // about a DNS record: what is wrong, and on the next line what to do
  finding: {
    spf: {
      syntax:
        '“{term}” in the SPF record is not written correctly, so receivers reject the whole record.\nCorrect or remove this part.',
      missing: 'There is no SPF record yet.\nPublish the expected value.',
      'multiple-records':
        'There is more than one SPF record, so none of them counts.\nKeep one that contains all the parts, and remove the others.',
      'leading-whitespace':
        'The SPF record starts with a space, so receivers do not see it.\nPaste it again without the space.',
      'bad-version':
        'The SPF record does not start with exactly “v=spf1 ”, so receivers do not see it.\nPaste the expected value again.',
      'not-authorised':
        'You already have an SPF record. Keep it and add one part to it.\nA domain can have only one, so don’t create a second.',
      'refused-term':
        'Your SPF record forbids the service to send: “{term}”.\nDecide whether to allow it; if so, write this part without the sign in front.',
      'not-passing':
        'Your SPF record names the service, but with a sign that does not let its mail pass: “{term}”.\nDecide whether to allow it; if so, write this part without the sign in front.',
      'refused-before':
        'Another part of your SPF record refuses mail from the service before its own part is reached.\nPut the part of the service in front.',
      'service-broken':
        'The SPF record of the service itself is broken ({terms}). Nothing is wrong with yours.\nTell the service; there is nothing for you to change.',
      'depends-on-message':
        'Whether mail from the service passes depends on each message, because the SPF record uses macros.\nSend a test email to be sure.',
      'by-other-terms':
        'Your SPF record allows the servers of the service by their addresses, not by its name.\nThat works until the service changes its addresses.',
      'never-sends':
        'Your SPF record says that this domain never sends mail.\nIf that should change, publish the value shown instead.',
      'too-many-lookups':
        'SPF would need {lookups} DNS lookups. Receivers stop at {limit} and reject the record.\nRemove parts that you no longer use, or send from a subdomain.',
      'too-many-voids':
        '{voids} lookups of the SPF record find nothing. Receivers stop after {limit}.\nRemove the parts that lead nowhere.',
      'too-many-mx':
        'SPF counts the mail servers of {domain}: {hosts} are more than the {limit} allowed.\nReplace the “mx” part with their addresses.',
      loop: 'SPF loops back to {domain}, so receivers reject it.\nRemove one of the parts that refer to each other.',
      'include-missing':
        'SPF includes {domain}, which has no SPF record. Receivers then reject yours.\nRemove this part or correct the name.',
      'include-multiple':
        'SPF includes {domain}, which has several SPF records. Receivers then reject yours.\nRemove this part, or tell the owner of that domain.',
      'redirect-missing':
        'SPF redirects to {domain}, which has no SPF record. Receivers then reject yours.\nCorrect the name after “redirect=”.',
      'redirect-multiple':
        'SPF redirects to {domain}, which has several SPF records. Receivers then reject yours.\nTell the owner of that domain.',
      'all-passes':
        '“+all” in the SPF record of {domain} lets anyone send in your name.\nUse “~all” or “-all” there; if the record is not yours, remove the part that leads to it.',
      'all-neutral': '“?all” says nothing about other senders.\nUse “~all” once all your senders are listed.',
      'no-all': 'The SPF record does not say what happens to other senders.\nAdd “~all” at the end.',
      ptr: '“ptr” in the SPF record of {domain} is slow, and many receivers skip it.\nList the servers or their addresses instead.',
      void: 'The SPF part “{term}” finds nothing.\nRemove it or correct its name.',
      'no-answer':
        'DNS did not answer for {domain}, which SPF needs.\nCheck again later; if it persists, correct or remove this part.',
      'large-record':
        'The SPF record is long ({length} characters), and some receivers may not get all of it.\nRemove parts that you no longer use.',
      'large-answer':
        'The TXT records at this name are long in total ({length} characters).\nRemove old verification records that are no longer needed.',
      'sender-id-record':
        'There is an old “spf2.0” record at this name. Receivers no longer read it.\nYou can remove it.',
      'after-all': 'Anything after “all” has no effect: {terms}.\nMove it in front of “all” or remove it.',
      'unknown-modifier': 'Receivers ignore “{name}=” in the SPF record.\nCheck its spelling.',
      'duplicate-term': '“{term}” is in the SPF record twice.\nRemove one.',
    },
    dkim: {
      empty: 'The DKIM record is empty.\nPublish the expected value.',
      syntax: '“{tag}” in the DKIM record is not of the form name=value.\nPaste the expected value again.',
      'duplicate-tag':
        '“{tag}=” is in the DKIM record twice, so the record is invalid.\nPaste the expected value again.',
      'version-not-first': '“v=DKIM1” must come first.\nPaste the expected value again.',
      'bad-version': '“v={value}” should be “v=DKIM1”.\nPaste the expected value again.',
      'missing-tag': 'The DKIM record has no “{tag}=”, which holds the key.\nPaste the expected value again.',
      revoked: 'The key at this host has been revoked: “p=” is empty.\nPublish the expected value.',
      'unknown-key-type': 'Receivers do not know the key type “{value}”.\nPublish the expected value.',
      'bad-key':
        'The key is damaged: something is missing or was added.\nPaste the whole expected value again.',
      'no-sha256': 'The key allows only “{value}”, which receivers no longer accept.\nRemove the part “h=”.',
      'not-for-email': 'The key is not meant for email.\nRemove the part “s=”.',
      'short-key':
        'The key has {bits} bits, and receivers require at least 1024.\nPublish the expected value, or ask support for a longer key.',
      'weak-key': 'The key has {bits} bits. It works, but 2048 are better.\nAsk support for a longer key.',
      'long-key':
        'The key has {bits} bits, which is too long for some receivers.\nAsk support for a key of 2048 bits.',
      'testing-flag':
        'The key is marked as a test (“t=y”), so receivers may ignore it.\nRemove “t=y” before you launch.',
      'missing-version':
        '“v=DKIM1” is missing. It works, but some checkers complain.\nYou don’t need to do anything.',
      'multiple-records':
        'There are {count} records at this host, so receivers may take the wrong one.\nKeep only the expected one.',
      'other-text': 'There is other text beside the key at this host.\nRemove it: only the key belongs here.',
      'other-key': 'A different key is published at this host.\nReplace it with the expected value.',
    },
    dmarc: {
      syntax:
        '“{tag}” in the DMARC record is not of the form name=value and is ignored.\nCorrect or remove it.',
      'duplicate-tag': '“{tag}=” is in the DMARC record twice, so the record is invalid.\nKeep one.',
      'leading-whitespace':
        'The DMARC record starts with a space, so receivers do not see it.\nPaste it again without the space.',
      'wrong-record':
        'There is an SPF record where the DMARC record belongs.\nMove it to the domain itself, and publish the expected value here.',
      'bad-version':
        'The record does not start with exactly “v=DMARC1”, so receivers do not see it.\nPaste the expected value again.',
      'version-not-first':
        '“v=DMARC1” must come first; otherwise receivers do not see the record.\nMove it to the front.',
      'invalid-value': '“{tag}={value}” is not allowed and is ignored.\nCorrect or remove it.',
      'missing-tag': 'The DMARC record has no policy (“{tag}=”).\nAdd “p=none” or a stricter one.',
      'invalid-uri':
        '“{uri}” in “{tag}=” is not an address for reports.\nWrite it as mailto:name@example.com.',
      'unsupported-uri-scheme':
        'Reports can’t be sent to “{uri}” in “{tag}=”.\nWrite an address as mailto:name@example.com.',
      'multiple-records':
        'There is more than one DMARC record, so none of them counts.\nKeep the strictest and remove the others.',
      'obsolete-uri-size': 'A size after “!” in “{tag}=” is no longer used.\nYou can remove it.',
      'historic-tag': '“{tag}=” is no longer used.\nYou can remove it.',
      'unknown-tag': 'Receivers ignore “{tag}=”.\nCheck its spelling.',
      'many-uris':
        'Only the first two addresses in “{tag}=” are certain to get reports.\nPut the important ones first.',
      'no-rua':
        'There is no address for reports, so you can’t see who sends in your name.\nAdd “rua=mailto:” and a mailbox.',
      'test-mode':
        'The policy is in test mode (“t=y”), so a milder one is applied.\nRemove “t=y” when you are sure.',
      'psd-yes': '“psd=y” is only for domain registries.\nRemove it unless you are one.',
      'p-not-second': 'Some older receivers expect “p=” right after “v=DMARC1”.\nMove it there.',
      'weaker-subdomain-policy':
        'Subdomains have a weaker policy: “{tag}={value}”.\nMake it as strict as “p=” unless this is intended.',
      'weaker-than-proposed':
        'Your policy is “{policy}”; the service proposes “{proposed}”.\nYours applies; make it stricter when you are ready.',
      inherited: 'The policy of {domain} covers this domain.\nNo separate record is needed.',
      'report-not-authorised':
        '{owner} does not accept reports about your domain, so {uri} gets none.\nAsk its owner to allow them, or use a mailbox of your own.',
    },
    mx: {
      null: 'The record says that this name accepts no mail.\nReplace it if the name is free for the service.',
      'other-hosts':
        'Mail for this name goes to other servers: {hosts}.\nOnly the service may be listed here. If people use this name for mail, ask support for another.',
    },
    dns: {
      'no-answer': 'DNS did not answer ({reason}).\nNothing is known about this record; check again later.',
      cached:
        'Your zone is correct; others will see the old value for a while.\nYou don’t need to do anything but wait.',
      'not-delegated':
        'The domain {domain} does not exist in DNS.\nCheck its spelling, and that it is registered and paid for.',
      'wrong-zone': 'A different zone answers for this name: {zone}.\nPublish the record there.',
      'wrong-host':
        'The record is at a different name: {name}.\nPublish it at the host shown; leave the other one if that name sends email too.',
      'doubled-host': 'The host contains the domain twice: {name}.\nEnter only the dark part of the host.',
      'missing-underscore': 'The record is at {name}, without the underscore.\nEnter the host with its “_”.',
      'wrong-type':
        'There is a record of another type ({type}) at this name.\nRemove it and publish one of the type shown.',
      wildcard:
        'A wildcard (*) answers for every name, so this one only seems to exist.\nPublish this record; the wildcard can stay.',
      'alias-in-the-way':
        'There is an alias (CNAME) to {name} at this name, so there can be nothing else.\nRemove the alias if nothing needs it.',
      'cname-and-other':
        'There is another record beside the alias (CNAME), which DNS forbids.\nRemove the other record.',
      'through-alias':
        'The alias reaches the service by way of {name}.\nThat is fine as long as {name} keeps leading there.',
      'several-cnames': 'There are several aliases (CNAME) at this name.\nKeep only the expected one.',
      'other-target': 'The alias points elsewhere: {name}.\nReplace its target with the expected value.',
      'doubled-target':
        'Your DNS host has added your domain to the target: {name}.\nEnter the target with a dot at the end.',
      'target-empty':
        'The alias is correct, but the service has no key behind it yet: {name}.\nWait; if it persists after a day, contact support.',
      'cname-flattened':
        'Your DNS host answers with what is behind {name} instead of the alias. It works for now.\nTurn off flattening for this record; otherwise a change at the service will be missed.',
      'cname-proxied':
        'A proxy of your DNS host hides the alias to {name}.\nTurn off the proxy for this record.',
      'odd-spaces':
        'The value contains spaces or invisible characters that web pages and word processors insert.\nPaste it as plain text.',
      quotes: 'The value contains quotes.\nPaste it without them.',
      escapes: 'The value contains backslashes.\nPaste it without them.',
      'pem-armour':
        'The value contains the “BEGIN” and “END” lines of a key file.\nPaste the expected value as it is.',
      'extra-text':
        'There is other text in front of the value.\nPaste only the value, without host and type.',
      truncated:
        'The value stops after {length} of {expected} characters.\nPaste it again as quoted strings; most DNS hosts then join them automatically.',
    },
  },
  // who holds the zone, and how its form wants a record to be typed
  guide: {
    host: 'DNS host: {name}',
    unknown: 'DNS host: not recognised',
    link: 'How to add a record',
    '': 'What to enter at {name}',
    generic: 'What to enter where',
  },
  // what large receivers ask of bulk senders
  bulk: {
    '': 'Bulk mail to',
    ready: 'Ready',
    not: 'Not ready',
    unknown: 'Not known yet',
  },
} as const satisfies TextTree;
