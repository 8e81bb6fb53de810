import { createCesService } from '@mail-settings/client';
import { type CertificateKind, certificateKinds } from './authority.ts';
import { boardPage, type ZoneTrial } from './board-page.ts';
import { dnsFaults } from './dns.ts';
import { published } from './publish.ts';
import { faultKinds, faultPlaces, providers, spellings } from './switches.ts';
import type { World } from './world.ts';

/** The page on which the world around the portal is bent: the service, the ways in and out, DNS, responses. */
export function createBoard(world: World): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === 'GET') return boardPage(world);
    const { pathname } = new URL(request.url);
    const form = new URLSearchParams(await request.text());
    const action = Object.hasOwn(actions, pathname) ? actions[pathname] : undefined;
    if (action === undefined) return new Response('There is no such switch.\n', { status: 404 });
    const trial = await action(world, form);
    if (trial !== undefined) return boardPage(world, trial);
    return new Response(null, { status: 303, headers: { location: `/#${form.get('back') ?? ''}` } });
  };
}

type Action = (world: World, form: URLSearchParams) => Promise<ZoneTrial | undefined>;

const actions: Readonly<Record<string, Action>> = {
  async '/account'({ cloud }, form) {
    const { account, other } = cloud;
    account.active = form.has('active');
    account.provider = oneOf(providers, form.get('provider')) ?? account.provider;
    account.dailyLimit = /^\d{1,7}$/.test(form.get('limit') ?? '') ? Number(form.get('limit')) : null;
    other.responseDomain = form.has('taken') ? 'https://portal.localhost' : null;
    cloud.cloud.state.spelling = oneOf(spellings, form.get('spelling')) ?? 'camelCase';
    cloud.keep();
  },
  async '/faults'({ cloud }, form) {
    const { faults } = cloud.cloud.state;
    for (const place of faultPlaces) {
      const fault = faultKinds[form.get(place) ?? ''];
      if (fault === undefined) delete faults[place];
      else faults[place] = { ...fault };
    }
    cloud.keep();
  },
  async '/ways'(world, form) {
    for (const name of ['service', 'portal'] as const) {
      world[name].certificate =
        oneOf<CertificateKind>(certificateKinds, form.get(`${name}-certificate`)) ?? 'valid';
      world[name].blocked = form.has(`${name}-blocked`);
    }
    world.keepSites();
  },
  async '/automatic'({ cloud }, form) {
    cloud.automatic = form.has('automatic');
    cloud.keep();
  },
  async '/portal'({ clock, parsing }, form) {
    clock.aheadMs = /^\d{1,3}$/.test(form.get('hours') ?? '') ? Number(form.get('hours')) * 3_600_000 : 0;
    parsing.isStopped = form.has('stopped');
  },
  async '/responses'({ cloud }) {
    await told(cloud, () => cloud.sendResponses());
  },
  async '/bounces'({ cloud }, form) {
    const mailing = cloud.cloud.state.mailings.find(({ emailId }) => emailId === form.get('mailing'));
    if (mailing !== undefined) await told(cloud, () => cloud.sendBounces(mailing));
  },
  async '/unreadable'({ cloud }) {
    await told(cloud, () => cloud.sendUnreadable());
  },
  async '/zone'({ zones }, form) {
    const apex = form.get('apex') ?? '';
    const text = form.get('text') ?? '';
    zones.setFault(apex, oneOf(dnsFaults, form.get('fault')) ?? 'none');
    const reading = zones.replace(apex, text);
    return reading.ok ? undefined : { apex, text, line: reading.line, problem: reading.problem };
  },
  async '/publish'({ cloud, zones }, form) {
    const service = createCesService({ fetch: cloud.cloud.fetch, retries: 0 });
    const credentials = { baseUrl: 'https://mail-service.localhost', apiKey: cloud.account.apiKey };
    const domain = (await service.domains(credentials)).find(({ domain }) => domain === form.get('domain'));
    const zone = zones.own.find(({ apex }) => domain?.domain === apex || domain?.domain.endsWith(`.${apex}`));
    if (domain && zone) zones.change(zone.apex, (records) => published(domain, records));
  },
};

/** What goes wrong on the way to the portal is shown on the board, not thrown at it. */
async function told(cloud: World['cloud'], send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
    cloud.problem = null;
  } catch (error) {
    cloud.problem = error instanceof Error ? error.message : 'The portal did not take it.';
  }
}

const oneOf = <T extends string>(known: readonly T[], value: string | null) =>
  known.find((one) => one === value);
