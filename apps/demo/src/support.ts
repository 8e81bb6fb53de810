import { monitoringPath, signatureHeader } from '@mail-settings/core/providers/ces';
import { type Html, html, toolPage } from './html.ts';

/** What `emailstate` says of one indicator. Support has nothing but these: no address, no name, no text of an email. */
type Item = {
  caption: string;
  benchmark: number;
  actualCount: number;
  state: string;
  emailIdList: string[] | null;
};

export type SupportOptions = {
  fetch: typeof fetch;
  /** What the service has on record for the customer. */
  customer(): { responseDomain: string | null; authKey: string };
};

/**
 * The view of a person of the service's support: asks the customer's portal for the state of its mailings, with the
 * auth key, and says what is wrong. Everything on it comes from that one answer.
 */
export async function supportView({ fetch, customer }: SupportOptions): Promise<Response> {
  const { responseDomain, authKey } = customer();
  if (responseDomain === null) {
    return toolPage(
      'Support view',
      html`<p class="note">The customer has no response domain registered with the service yet.</p>`,
    );
  }
  const url = responseDomain.replace(/\/+$/, '') + monitoringPath;
  const answer = await ask(fetch, url, authKey);
  const body = html`
    <p>Everything here comes from one call, <code>POST ${url}</code>, with the auth key.</p>
    ${typeof answer === 'string' ? html`<p class="bad" role="status">${answer}</p>` : [diagnosis(answer), table(answer)]}
    <form method="get" action="/support"><button>Ask again</button></form>`;
  return toolPage('Support view', body);
}

async function ask(fetch: SupportOptions['fetch'], url: string, authKey: string): Promise<Item[] | string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [signatureHeader]: authKey },
      body: JSON.stringify({ filters: {} }),
    });
    const json: unknown = await response.json();
    if (response.ok && isAnswer(json)) return json.GetEmailStateResult;
    const code = typeof json === 'object' && json !== null && 'code' in json ? String(json.code) : 'no code';
    return refusals[code] ?? `The portal refused with status ${response.status} (${code}).`;
  } catch {
    return 'The portal cannot be reached. Its firewall has to allow POST requests to this address.';
  }
}

const refusals: Record<string, string> = {
  'monitoring-off': 'The customer has not turned monitoring on.',
  'wrong-key': 'The portal does not accept the auth key the service has on record.',
  'feature-off': 'Monitoring is not part of the customer’s product or licence.',
};

function isAnswer(json: unknown): json is { GetEmailStateResult: Item[] } {
  return (
    typeof json === 'object' &&
    json !== null &&
    'GetEmailStateResult' in json &&
    Array.isArray(json.GetEmailStateResult)
  );
}

/** Captions are part of the contract, so support may go by them. */
const faults: readonly { caption: RegExp; name: string; advice: string }[] = [
  {
    caption: /^Age of the oldest response packet/,
    name: 'Parsing stopped',
    advice: 'Responses arrive and are kept, but the portal no longer processes them.',
  },
  {
    caption: /^Longest time without a sign of a mailing/,
    name: 'Queue stuck',
    advice: 'A mailing is queued and nothing moves: check whether the service still sends its responses.',
  },
  {
    caption: /^Time since the last response packet/,
    name: 'No responses',
    advice: 'A mailing is under way and no packet came in for an hour: check the path to the portal.',
  },
  {
    caption: /^Highest share of hard bounces/,
    name: 'Hard-bounce wave',
    advice: 'Many addresses of a mailing do not exist: the list is old or was bought.',
  },
  {
    caption: /^Highest share of soft bounces/,
    name: 'Soft-bounce wave',
    advice: 'Many mailboxes are full or defer the email.',
  },
  {
    caption: /^Highest share of sending errors/,
    name: 'Sending errors',
    advice: 'The provider rejects or cannot send: check the sender domain and the provider’s log.',
  },
  {
    caption: /^Highest share of spam complaints/,
    name: 'Spam complaints',
    advice: 'Recipients complain: stop and find out where the list comes from.',
  },
  {
    caption: /^Highest share of recipients without any response/,
    name: 'Responses missing',
    advice: 'A day after the launch many recipients have no response at all.',
  },
  {
    caption: /^Mailings that ended with an error/,
    name: 'Mailing failed',
    advice: 'A mailing ended with an error or expired.',
  },
  {
    caption: /^Response packets that could not be read/,
    name: 'Unreadable packets',
    advice: 'The portal keeps packets it could not read: compare the versions of both sides.',
  },
];

function diagnosis(items: Item[]): Html {
  const wrong = items.filter(({ state }) => state === 'error');
  if (wrong.length === 0) return html`<p class="good" role="status">Nothing is wrong.</p>`;
  return html`<section aria-labelledby="wrong"><h2 id="wrong">What is wrong</h2><ul class="faults">${wrong.map(
    (item) => {
      const fault = faults.find(({ caption }) => caption.test(item.caption));
      return html`<li><b>${fault?.name ?? item.caption}</b> ${fault?.advice ?? ''}
      <span class="quiet">${item.actualCount} ${unitOf(item)} where at most ${item.benchmark} is normal${ids(item)}</span></li>`;
    },
  )}</ul></section>`;
}

/** The unit stands in the caption: `… in a mailing (per mille)`. */
const unitOf = ({ caption }: Item) => /\(([^)]+)\)$/.exec(caption)?.[1] ?? '';

const ids = ({ emailIdList }: Item) => (emailIdList?.length ? `; mailings ${emailIdList.join(', ')}` : '');

function table(items: Item[]): Html {
  return html`<div class="scroll"><table>
    <caption>All indicators</caption>
    <thead><tr><th scope="col">Indicator</th><th scope="col">State</th><th scope="col" class="number">Now</th><th scope="col" class="number">At most</th></tr></thead>
    <tbody>${items.map(
      ({ caption, state, actualCount, benchmark }) =>
        html`<tr><th scope="row">${caption}</th>
      <td class="${state === 'error' ? 'bad' : 'good'}">${state === 'error' ? 'Above' : 'OK'}</td>
      <td class="number">${actualCount}</td><td class="number">${isCount({ benchmark, state }) ? '–' : benchmark}</td></tr>`,
    )}</tbody></table></div>`;
}

/** Plain counts are for orientation: they have no benchmark. */
const isCount = ({ benchmark, state }: Pick<Item, 'benchmark' | 'state'>) =>
  benchmark === 0 && state === 'ok';
