import type { NewMail } from '../model/mail.ts'
import type { ChangedEndpoint } from './sendDelivery.queries.ts'
import { sentence, sentenceOf } from './sentences.ts'

/**
 * Tells whoever gets the notices of the workspace that an endpoint was disabled, or fails for half the time after which it will be
 * (requirement H19). Once for each time that it fails: the next time begins after a success.
 */
export function mailOfEndpoint({ id, workspaceId, name, disabledCode, since }: ChangedEndpoint): NewMail {
  const isDisabled = disabledCode !== null
  return {
    workspaceId,
    to: null,
    uniqueKey: `endpoint/${id}/${isDisabled ? 'disabled' : 'failing'}/${since.toISOString()}`,
    content: {
      subject: sentence(isDisabled ? 'endpoints.mail_disabled' : 'endpoints.mail_failing', { endpoint: name }),
      paragraphs: isDisabled
        ? [sentenceOf(disabledCode), sentence('endpoints.mail_replay')]
        : [sentence('endpoints.mail_half_time'), sentence('endpoints.mail_replay')],
      link: { path: `/settings/endpoints/${id}`, text: sentence('endpoints.mail_open') },
    },
  }
}
