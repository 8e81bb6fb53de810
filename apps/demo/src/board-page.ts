import type { Fault } from '@mail-settings/client/testing';
import { certificateKinds } from './authority.ts';
import { dnsFaults, type Zone } from './dns.ts';
import { type Html, html, toolPage } from './html.ts';
import { faultKinds, faultPlaces, providers, spellings } from './switches.ts';
import { portalName, serviceName, type World } from './world.ts';

/** A zone text that could not be read: shown again as it was typed. */
export type ZoneTrial = { apex: string; text: string; line: number; problem: string };

export function boardPage(world: World, trial?: ZoneTrial): Response {
  const body = [
    values(world),
    responses(world),
    zones(world, trial),
    ways(world),
    account(world),
    faults(world),
    calls(world),
  ];
  return toolPage('Fault board', html`${body}`, trial === undefined ? 200 : 422);
}

function values({ cloud, frontPort }: World): Html {
  const rows: [string, string][] = [
    ['Connection URL', `https://${serviceName}`],
    ['API key', cloud.account.apiKey],
    ['Domain to receive responses', `https://${portalName}`],
    ['Auth key', cloud.account.authKey],
  ];
  const service = `https://${serviceName}:${frontPort}/`;
  return section(
    'values',
    'Values to paste into the settings',
    html`<dl class="values">${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt><dd><code>${value}</code> <button type="button" data-copy="${value}">Copy<span class="hidden"> ${name}</span></button></dd>`,
    )}</dl>
    <p class="note">A browser finds the service at <a href="${service}">${service}</a>, since the demo cannot use port 443;
    the browser trusts the demo’s <a href="/authority.pem">certificate authority</a> only if you install it.</p>`,
  );
}

function responses({ cloud, clock, parsing }: World): Html {
  const mailings = cloud.cloud.state.mailings.filter((mailing) => mailing.account === cloud.account.name);
  return section(
    'responses',
    'Responses',
    html`<div class="row">
      ${form('/automatic', 'responses', html`${check('automatic', 'Send responses automatically after a launch', cloud.automatic)} <button>Apply</button>`)}
      ${form('/responses', 'responses', html`<button>Send responses now</button>`)}
      ${form('/unreadable', 'responses', html`<button>Send an unreadable packet</button>`)}
      ${form(
        '/portal',
        'responses',
        html`${check('stopped', 'The portal does not process responses', parsing.isStopped)} <label>Its clock <select name="hours">${options(
          [0, 2, 26].map((hours) => [String(hours), hours === 0 ? 'right' : `${hours} hours ahead`]),
          String(clock.aheadMs / 3_600_000),
        )}</select></label> <button>Apply</button>`,
      )}
    </div>
    ${cloud.problem !== null && html`<p class="bad" role="status">${cloud.problem}</p>`}
    ${
      mailings.length === 0
        ? html`<p class="note">Nothing has been sent yet.</p>`
        : html`<div class="scroll"><table>
      <thead><tr><th scope="col">Email</th><th scope="col">Subject</th><th scope="col" class="number">Recipients</th><th scope="col" class="number">Answered</th><th scope="col">State</th><th scope="col"></th></tr></thead>
      <tbody>${mailings.toReversed().map(
        (mailing) => html`<tr><th scope="row"><code>${mailing.emailId}</code></th><td>${mailing.subject}</td>
          <td class="number">${mailing.recipients.length}</td><td class="number">${mailing.answered}</td>
          <td>${mailing.stopped ? 'stopped' : mailing.finished ? 'finished' : 'open'}</td>
          <td>${form('/bounces', 'responses', html`<input type="hidden" name="mailing" value="${mailing.emailId}"><button>Hard-bounce wave</button>`)}</td></tr>`,
      )}</tbody></table></div>`
    }`,
  );
}

function zones({ cloud, zones }: World, trial: ZoneTrial | undefined): Html {
  const { domains } = cloud.account;
  return section(
    'dns',
    'The customer’s DNS',
    html`<p class="note">One record per line, as in a zone file: <code>name TYPE value</code>; <code>@</code> is the zone. The demo’s own server answers.</p>
    ${
      domains.length > 0 &&
      html`<div class="row">${domains.map(({ domain }) =>
        form(
          '/publish',
          'dns',
          html`<input type="hidden" name="domain" value="${domain}"><button>Publish the records the service asks for: ${domain}</button>`,
        ),
      )}</div>`
    }
    ${zones.own.map((zone) => zoneForm(zone, trial?.apex === zone.apex ? trial : undefined, zones.text(zone.apex)))}`,
  );
}

function zoneForm({ apex, fault }: Zone, trial: ZoneTrial | undefined, text: string): Html {
  const problem = trial && (trial.line > 0 ? `Line ${trial.line}: ${trial.problem}` : trial.problem);
  return form(
    '/zone',
    'dns',
    html`<input type="hidden" name="apex" value="${apex}">
    <h3 id="zone-${apex}">${apex}</h3>
    <label>Its servers <select name="fault">${options(
      dnsFaults.map((known) => [known, dnsWords[known]]),
      fault,
    )}</select></label>
    <textarea name="text" rows="8" spellcheck="false" aria-labelledby="zone-${apex}"${trial && html` aria-invalid="true" aria-describedby="problem" autofocus`}>
${trial?.text ?? text}</textarea>
    ${problem !== undefined && html`<p class="bad" id="problem" role="alert">${problem}</p>`}
    <button>Save ${apex}</button>`,
  );
}

const dnsWords = {
  none: 'answer',
  servfail: 'answer SERVFAIL',
  timeout: 'do not answer',
  slow: 'answer after 3 s',
};

function ways(world: World): Html {
  const rows = [
    ['service', serviceName, 'Blocked: the portal cannot reach the service'],
    ['portal', portalName, 'Blocked: the service cannot reach the portal'],
  ] as const;
  return section(
    'ways',
    'Network',
    form(
      '/ways',
      'ways',
      html`<div class="scroll"><table><thead><tr><th scope="col">Name</th><th scope="col">Certificate</th><th scope="col">Firewall</th></tr></thead>
      <tbody>${rows.map(
        ([site, name, text]) => html`<tr><th scope="row">${name}</th>
        <td><select name="${site}-certificate" aria-label="Certificate of ${name}">${options(
          certificateKinds.map((kind) => [kind, kind]),
          world[site].certificate,
        )}</select></td>
        <td>${check(`${site}-blocked`, text, world[site].blocked)}</td></tr>`,
      )}</tbody></table></div><button>Apply</button>`,
    ),
  );
}

function account({ cloud }: World): Html {
  const { account, other } = cloud;
  return section(
    'account',
    'Account with the service',
    form(
      '/account',
      'account',
      html`<div class="row">
      ${check('active', 'Mailing service is active', account.active)}
      ${check('taken', 'The response domain belongs to someone else', other.responseDomain !== null)}
      <label>Provider <select name="provider">${options(
        providers.map((name) => [name, name]),
        account.provider,
      )}</select></label>
      <label>Emails per day <input name="limit" inputmode="numeric" size="7" value="${account.dailyLimit ?? ''}" placeholder="no limit"></label>
      <label>Names in answers <select name="spelling">${options(
        spellings.map((name) => [name, name]),
        cloud.cloud.state.spelling,
      )}</select></label>
      </div><button>Apply</button>`,
    ),
  );
}

function faults({ cloud }: World): Html {
  const present = cloud.cloud.state.faults;
  const kinds: [string, string][] = [
    ['', 'no fault'],
    ...Object.keys(faultKinds).map((name): [string, string] => [name, name]),
  ];
  return section(
    'faults',
    'Faults of the service',
    form(
      '/faults',
      'faults',
      html`<div class="grid">${faultPlaces.map(
        (place) =>
          html`<label>${places[place]} <select name="${place}">${options(kinds, wordOf(present[place]))}</select></label>`,
      )}</div><button>Apply</button>`,
    ),
  );
}

const places: Record<(typeof faultPlaces)[number], string> = {
  'every-call': 'Every call',
  page: 'Opened in a browser',
  account: 'Account',
  registerResponses: 'Saving the settings',
  domains: 'List of domains',
  addDomain: 'Adding a domain',
  validateDomain: 'Checking a domain',
  checkedEmails: 'Checking a sender',
  licence: 'Daily limit',
  addTemplate: 'Template of a launch',
  sendTemplate: 'Batch of a launch',
  send: 'Test email',
  stop: 'Stop',
};

function wordOf(fault: Fault | undefined): string {
  const same = ([, known]: [string, Fault]) => JSON.stringify(known) === JSON.stringify(fault);
  return Object.entries(faultKinds).find(same)?.[0] ?? '';
}

function calls({ cloud }: World): Html {
  const last = cloud.cloud.log.slice(-30).reverse();
  return section(
    'calls',
    'Calls the service received',
    last.length === 0
      ? html`<p class="note">None since the start.</p>`
      : html`<div class="scroll"><table><thead><tr><th scope="col">Time (UTC)</th><th scope="col">Call</th><th scope="col" class="number">HTTP</th><th scope="col" class="number">Code</th><th scope="col">About</th></tr></thead>
    <tbody>${last.map(
      ({
        at,
        call,
        status,
        code,
        domain,
        emailId,
        recipients,
      }) => html`<tr><td>${at.slice(11, 19)}</td><th scope="row">${call}</th>
      <td class="number">${status === 0 ? 'no answer' : status}</td><td class="number">${code ?? ''}</td>
      <td>${[domain, emailId, recipients !== undefined && `${recipients} recipients`].filter(Boolean).join(', ')}</td></tr>`,
    )}</tbody></table></div>`,
  );
}

const section = (id: string, title: string, body: Html) =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;

const form = (action: string, back: string, body: Html) =>
  html`<form method="post" action="${action}"><input type="hidden" name="back" value="${back}">${body}</form>`;

const check = (name: string, text: string, on: boolean) =>
  html`<label class="check"><input type="checkbox" name="${name}"${on && html` checked`}> ${text}</label>`;

const options = (known: readonly (readonly [string, string])[], chosen: string) =>
  known.map(
    ([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  );
