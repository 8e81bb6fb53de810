/** Header in which the service shows the auth key; compared without regard to letter case, as every header name. */
export const signatureHeader = 'bpmonline-signature';

/** Where the service posts responses and probes with HEAD, below the host's base path. */
export const webhookPath = '/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks';

/** Where support reads the state of mailings, below the host's base path. */
export const monitoringPath = '/0/ServiceModel/CESTroubleshootingService.svc/emailstate';

/**
 * Whether a path is one of the two above. The service and its manual write them in different letter case, and the
 * product's own server does not mind (CES: `CESWebHooksService` and `CESWebhooksService`).
 */
export const isSamePath = (path: string, known: string): boolean =>
  path.toLowerCase() === known.toLowerCase();

/** Paths of the service's own API, below the connection URL. Every call is a POST of JSON. */
export const cesPaths = {
  account: '/account/info.json',
  registerResponses: '/account/update-user-settings.json',
  domains: '/account/mailing/sender-domains.json',
  addDomain: '/account/mailing/sender-domains/add.json',
  validateDomain: '/account/mailing/sender-domains/validate.json',
  shareDomain: '/account/mailing/sender-domains/share',
  authorizeDomain: '/account/mailing/sender-domains/authorize',
  providers: '/account/mailing/providers',
  checkedEmails: '/account/mailing/checked-email.json',
  confirmSenders: '/users/validate',
  licence: '/license/get-info',
  addTemplate: '/templates/add.json',
  sendTemplate: '/messages/send-template.json',
  send: '/messages/send.json',
  stop: '/messages/stop.json',
} as const;
export type CesCallName = keyof typeof cesPaths;

/** Address of a call: plain concatenation, since a connection URL may have a base path. */
export const cesUrl = (baseUrl: string, path: string): string => baseUrl.replace(/\/+$/, '') + path;
