import type { Provider } from '../../provider/provider.ts';
import { readMonitoringRequest, writeMonitoringAnswer } from './monitoring.ts';
import { monitoringPath, signatureHeader, webhookPath } from './places.ts';
import { read, readerModule } from './webhook.ts';

/** Most recipients of one batch (`ces-contract.md` §5.1). */
export const batchRecipients = 20_000;

/** Cloud Email Service, but for its calls: `createCesProvider` of `@mail-settings/client` adds those. */
export const ces: Omit<Provider, 'service'> = {
  id: 'ces',
  webhook: {
    path: webhookPath,
    // The key itself, in clear (`ces-contract.md` §1).
    authentication: { when: 'before-body', header: signatureHeader },
    read,
    readerModule,
  },
  monitoring: {
    path: monitoringPath,
    header: signatureHeader,
    readRequest: readMonitoringRequest,
    writeAnswer: writeMonitoringAnswer,
  },
  limits: { batchRecipients },
};
