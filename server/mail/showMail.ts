import type { Sentence, TextOf } from '../model/sentence.ts'
import type { ShownMail } from './mail.schemas.ts'
import { sentence, sentences } from './sentences.ts'
import type { MailRow } from './shownMails.queries.ts'

/** A mail as a trace and a lead show it. */
export const showMail = (row: MailRow, textOf: TextOf): ShownMail => ({
  id: row.id,
  to: row.recipient,
  status: row.status,
  code: row.code,
  text: textOf(wordsOf(row)),
  attempts: row.attempts.map(({ at, ...attempt }) => ({ at: new Date(at).toISOString(), ...attempt })),
})

/** What became of mails, as steps of a trace. */
export const stepsOfMail = (row: MailRow): { at: string; stage: string; words: Sentence }[] => [
  { at: (row.endedAt ?? row.createdAt).toISOString(), stage: 'mail', words: wordsOf(row) },
]

function wordsOf({ recipient, status, code }: MailRow): Sentence {
  const to = recipient ?? ''
  if (status === 'sent') return sentence('mail.sent', { to })
  if (status === 'in_doubt') return sentence('mail.doubtful', { to })
  if (status === 'pending') return sentence('mail.pending', { to })
  const key = `mail.${code}`
  return sentence('mail.failed', { to, why: sentence(key in sentences ? (key as 'mail.fault') : 'mail.fault') })
}
