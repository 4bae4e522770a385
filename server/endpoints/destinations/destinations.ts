import type { EndpointKind } from '../../model/endpoint.ts'
import type { Send } from './destination.ts'
import { sendToHubspot } from './hubspot.ts'
import { makeSendToSheets } from './sheets.ts'
import { sendToSlack } from './slack.ts'
import { sendToWebhook } from './webhook.ts'

/** How each kind of endpoint is spoken to. */
export const makeDestinations = (): Record<EndpointKind, Send> => ({
  webhook: sendToWebhook,
  hubspot: sendToHubspot,
  slack: sendToSlack,
  sheets: makeSendToSheets(),
})
