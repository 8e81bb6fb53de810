import {
  accountCall,
  checkedEmailsCall,
  confirmSendersCall,
  licenceCall,
  providersCall,
  registerResponsesCall,
} from './account.ts';
import { addTemplateCall, sendCall, sendTemplateCall, stopCall } from './messages.ts';
import type { CesCallName } from './places.ts';
import {
  addDomainCall,
  authorizeDomainCall,
  domainsCall,
  shareDomainCall,
  validateDomainCall,
} from './sender-domains.ts';

/** Every call of the service whose request is known, by the name it has in `cesPaths`. */
export const cesCalls = {
  account: accountCall,
  registerResponses: registerResponsesCall,
  domains: domainsCall,
  addDomain: addDomainCall,
  validateDomain: validateDomainCall,
  shareDomain: shareDomainCall,
  authorizeDomain: authorizeDomainCall,
  providers: providersCall,
  checkedEmails: checkedEmailsCall,
  confirmSenders: confirmSendersCall,
  licence: licenceCall,
  addTemplate: addTemplateCall,
  sendTemplate: sendTemplateCall,
  send: sendCall,
  stop: stopCall,
} as const satisfies Record<CesCallName, unknown>;
