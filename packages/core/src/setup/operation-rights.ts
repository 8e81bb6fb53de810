import type { Right } from '../tenant.ts';

/** Parts a product or licence may leave out (S57). */
export const features = ['domains', 'access', 'monitoring', 'test', 'launch'] as const;
export type Feature = (typeof features)[number];

/** What a host may have help articles on; `cloud`: monitoring and set-up in the cloud (S50). */
export const articleIds = ['general', 'domains', 'access', 'monitoring', 'launch', 'cloud'] as const;
export type ArticleId = (typeof articleIds)[number];

type Rule = { right: Right; feature?: Feature; status?: 202 };

/** Every operation the page may call. Free of schemas, and apart from the rules, so that a browser loads the names alone. */
export const operationNames = [
  'readState',
  'saveSettings',
  'checkSettings',
  'identifyProvider',
  'listChanges',
  'listDomains',
  'addDomain',
  'checkDomain',
  'saveResponses',
  'checkEndpoint',
  'saveMonitoring',
  'readMonitoring',
  'readReadiness',
  'listMailings',
  'sendTest',
  'launch',
  'stopLaunch',
  'listLaunches',
] as const;
export type OperationName = (typeof operationNames)[number];

/** What it takes to call an operation. `status` is what a success answers where that is not 200. */
export const operationRules = {
  readState: { right: 'view' },
  saveSettings: { right: 'manage' },
  checkSettings: { right: 'manage' },
  identifyProvider: { right: 'manage' },
  listChanges: { right: 'view' },
  listDomains: { right: 'view', feature: 'domains' },
  addDomain: { right: 'manage', feature: 'domains' },
  checkDomain: { right: 'manage', feature: 'domains' },
  saveResponses: { right: 'manage', feature: 'access' },
  checkEndpoint: { right: 'manage', feature: 'access' },
  saveMonitoring: { right: 'monitoring', feature: 'monitoring' },
  readMonitoring: { right: 'view', feature: 'monitoring' },
  readReadiness: { right: 'view' },
  listMailings: { right: 'view' },
  sendTest: { right: 'send', feature: 'test', status: 202 },
  launch: { right: 'send', feature: 'launch', status: 202 },
  stopLaunch: { right: 'send', feature: 'launch' },
  listLaunches: { right: 'view' },
} as const satisfies Record<OperationName, Rule>;

/** The last segment of an operation's path: `saveSettings` is `save-settings`. */
export const operationPath = (name: OperationName): string =>
  name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** The rule of an operation, as data of one type. */
export const operationRule = (name: OperationName): Rule => operationRules[name];
