import type { Channel } from '../model/channel.ts'
import { type MessageContent, ownFilesOf } from '../model/content.ts'
import type { Sentence } from '../model/sentence.ts'
import type { Trx } from '../platform/db.ts'
import { findFiles } from './files.queries.ts'
import { sentence } from './sentences.ts'

/**
 * Why files of the workspace cannot be sent from this account as what the message wants: they are not there, of another type, or too large.
 * Runs no statement where a message has none.
 */
export async function whyNotFiles(trx: Trx, channel: Channel, accountId: string, content: MessageContent): Promise<Sentence | null> {
  const wanted = ownFilesOf(content)
  if (!wanted.length) return null
  if (!channel.files) return sentence('outbox.files_not_here')
  const stored = await findFiles(
    trx,
    wanted.map(({ id }) => id),
    accountId,
  )
  for (const { id, type } of wanted) {
    const file = stored.get(id)
    if (!file) return sentence('outbox.file_unknown', { id })
    const { types, mostBytes } = channel.files.takes[type]
    if (!types.some((one) => file.type.startsWith(one)))
      return sentence('outbox.file_type', { type: file.type, as: type, takes: types.join(', ') })
    if (file.size > mostBytes) return sentence('outbox.file_too_large', { size: file.size, most: mostBytes })
  }
  return null
}
