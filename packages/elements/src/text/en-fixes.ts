import type { TextTree } from './tree.ts';

/** What a fix of a DNS record changes for its owner, or why there is none. Loaded where there is something to say. */
export const enFixes = {
  finding: {
    fix: {
      'owner-decides':
        'The change gives up something that is published now.\nThe owner of the domain decides.',
      'breaks-record':
        'Changing this record would damage another that is correct now: {name}.\nAsk the person who looks after the domain.',
      'loses-senders':
        'The change would take away the right to send from servers that have it now: {addresses}.\nAsk the person who looks after the SPF record.',
      'loses-mail':
        'Mail to {domain} would no longer arrive: its mail servers come from a wildcard or an alias.\nFirst publish MX records at {domain} itself.',
      'weaker-policy':
        'The change would weaken the DMARC protection that the domain has now.\nAsk the person who looks after it.',
      'mail-goes-elsewhere':
        'Mail to this name will no longer arrive at {hosts}.\nAgree only if nobody receives mail there.',
      'removes-alias':
        'The alias to {name} goes, and this name no longer leads there.\nAgree only if no website or mail needs it.',
      'removes-addresses':
        'This name will no longer lead to {addresses}.\nAgree only if no website needs it.',
      'replaces-key':
        'A working DKIM key of another sender goes.\nAgree only if nobody signs mail with it any more.',
      'all-begins':
        'So far the domain has no SPF record. With it, receivers treat mail from other servers as suspicious ({all}).\nIf {hosts} or other servers send for this domain, add them first.',
      'changes-all':
        'What receivers do with mail from other servers changes from “{from}” to “{to}”.\nAgree only if that is intended.',
      'joins-records':
        'The parts of {count} records are put together into one.\nCheck that all of them are still needed.',
      'removes-term':
        '“{term}” is left out. No server loses its permission by that today.\nAgree if the part is no longer needed.',
      'changes-sign':
        '“{from}” becomes “{to}”, so that mail from there passes.\nAgree if it may send for the domain.',
      'policy-begins':
        'The DMARC policy “{policy}” takes effect: mail that fails the checks is held back or rejected.\nAgree only if all your senders pass them.',
      'ends-wildcard':
        'So far a wildcard (*) answers for {name} ({type}: {values}). Once the name has a record of its own, that ends.\nPublish what is still needed there as well.',
    },
  },
  // beside a fix, or in its place
  fix: {
    consent: 'Before you agree',
    none: {
      owner:
        'No change can be offered that is safe. This is in the way, and the owner of the domain decides:',
      'dns-host': 'No change can be offered that is safe, since DNS did not answer:',
      service: 'There is nothing for you to change. This is for the service to repair:',
    },
    proof: {
      exact: 'Checked for every address: none loses the right to send, {gained} gain it.',
      'not-provable':
        'Checked for every address that the SPF record names. More cannot be proven, since the record of {at} uses {reason}.',
      many: 'more than {count}',
      gained: 'Which ones',
    },
    reason: {
      macro: 'macros',
      exists: '“exists”',
      ptr: '“ptr”',
      unanswered: 'a name that DNS did not answer for',
      'too-large': 'too many parts',
    },
  },
} as const satisfies TextTree;
