import '../jitless.ts';
import * as z from 'zod/mini';
import { defineOperation, nothing, text } from '../operation.ts';
import { launchMailing, stopLaunch as stop } from './launch-mailing.ts';
import { launchView, viewOf } from './launch-view.ts';
import { sendTest as send } from './send-test.ts';

const sender = z.object({ email: text, name: text });
const idempotencyKey = text.check(z.minLength(8));

export const listMailings = defineOperation({
  right: 'view',
  input: nothing,
  answer: z.object({
    /** False where the host has no mailings of its own to launch. */
    available: z.boolean(),
    mailings: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        subject: z.string(),
        from: sender,
        recipients: z.number(),
      }),
    ),
    senders: z.array(sender),
  }),
  run: async ({ mailings: source }, { tenant }) => {
    if (source === null) return { available: false, mailings: [], senders: [] };
    const [mailings, senders] = await Promise.all([source.list(tenant), source.senders(tenant)]);
    return { available: true, mailings, senders };
  },
});

export const sendTest = defineOperation({
  right: 'send',
  feature: 'test',
  status: 202,
  limit: 'testsPerHour',
  input: z.object({
    from: sender,
    to: z.array(text).check(z.minLength(1), z.maxLength(10)),
    mailing: z.optional(text),
    idempotencyKey,
  }),
  answer: launchView,
  run: send,
});

export const launch = defineOperation({
  right: 'send',
  feature: 'launch',
  status: 202,
  input: z.object({
    mailing: text,
    from: sender,
    idempotencyKey,
    /** Ids of the warnings the person has ticked. */
    acknowledged: z.array(z.string()),
  }),
  answer: launchView,
  run: launchMailing,
});

export const stopLaunch = defineOperation({
  right: 'send',
  feature: 'launch',
  input: z.object({ id: text }),
  answer: launchView,
  run: (ports, { tenant }, { id }) => stop(ports, tenant, id),
});

/** The newest launches and tests with their numbers. */
export const listLaunches = defineOperation({
  right: 'view',
  input: nothing,
  answer: z.object({ launches: z.array(launchView) }),
  run: async (ports, { tenant }) => {
    const launches = await ports.store.launches.list(tenant, 20);
    return { launches: await Promise.all(launches.map((launch) => viewOf(ports, tenant, launch))) };
  },
});
