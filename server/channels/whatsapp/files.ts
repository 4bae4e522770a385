import { randomBytes } from 'node:crypto'
import type { Files, GivenFile } from '../../model/capabilities.ts'
import { ChannelError, type Credentials } from '../../model/channel.ts'
import { answerTooLong, bytesNotTaken, NetworkError, type Http } from '../../model/http.ts'
import { idOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { streamedForm } from '../meta/multipart.ts'
import { sentence as shared } from '../meta/sentences.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

const [kibibyte, mebibyte] = [1024, 1024 * 1024]
const dayMs = 24 * 60 * 60_000
/** A hundred megabytes at some 5 Mbit/s. */
const timeoutMs = 170_000

/** Hosts that hand out files, beside the one that calls go to: the token must reach no other (5.3). */
const fileHosts = /(^|\.)(fbsbx\.com|fbcdn\.net|whatsapp\.net)$/

/**
 * The address of a file. It is valid for five minutes, so it is asked for each time (5.3). The number is named, so that a file of another
 * number is refused (13.2, row 2.13).
 */
async function addressOf(http: Http, as: Credentials, id: string): Promise<URL> {
  const answer = await readGraph(http, as, { method: 'GET', path: segment(id), query: { phone_number_id: as.externalId } })
  const address = textOf(answer.url)
  const url = address && URL.canParse(address) ? new URL(address) : null
  const isTheirs = url && ((url.protocol === 'https:' && fileHosts.test(url.hostname)) || url.origin === new URL(as.graphUrl).origin)
  if (!isTheirs) throw new ChannelError('file_not_loaded', sentence('whatsapp.file_address'), 'bug', null)
  return url
}

/** Gives the bytes of an address to `take`. Errors: as `Files.download`. */
async function load(http: Http, as: Credentials, url: URL, take: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  const headers = { authorization: `Bearer ${as.accessToken}` }
  let status: number
  try {
    status = (await http({ method: 'GET', url: url.href, headers, timeoutMs, maxAnswerBytes: files.mostBytes, take })).status
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    if (error.code === answerTooLong || error.code === bytesNotTaken)
      throw new ChannelError('file_too_large', sentence('whatsapp.file_too_large'), 'bug', null)
    throw new ChannelError('unreachable', shared('meta.read.unreachable'), 'retry', null, error.effect === 'none' ? 'down' : 'shaky')
  }
  if (status === 200) return
  // 404: the address is over; the next attempt asks for a new one. 401: so is the token, which the next read of the address shows.
  throw new ChannelError('file_not_loaded', sentence('whatsapp.file_not_fetched_now'), 'retry', String(status))
}

async function upload(http: Http, as: Credentials, file: GivenFile): Promise<{ id: string; lastsMs: number }> {
  const fields = [
    { name: 'messaging_product', text: 'whatsapp' },
    { name: 'type', text: file.type },
  ]
  const streamed = streamedForm(fields, { ...file, name: 'file', fileName: file.name }, `form-${randomBytes(24).toString('hex')}`)
  const answer = await readGraph(http, as, { method: 'POST', path: `${segment(as.externalId)}/media`, streamed, timeoutMs })
  const id = idOf(answer.id)
  if (!id) throw new ChannelError('unreadable_answer', shared('meta.read.unreadable_answer', { status: 200 }), 'retry', null)
  // Kept for 30 days (5.3); a day less, so that a message that waits does not name a file that is gone.
  return { id, lastsMs: 29 * dayMs }
}

/** Files of WhatsApp numbers (meta-platform.md 5.3). */
export const files: Files = {
  // 5.3 gives no number for these calls.
  rate: { kind: 'files', key: 'second', calls: 10, perMs: 1000, callsEach: 2 },
  mostBytes: 100 * mebibyte,
  readableMs: 7 * dayMs,
  takes: {
    image: { types: ['image/jpeg', 'image/png'], mostBytes: 5 * mebibyte },
    video: { types: ['video/mp4', 'video/3gpp'], mostBytes: 16 * mebibyte },
    audio: { types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], mostBytes: 16 * mebibyte },
    file: {
      types: [
        'text/plain',
        'application/pdf',
        'application/msword',
        'application/vnd.ms-excel',
        'application/vnd.ms-powerpoint',
        'application/vnd.openxmlformats-officedocument.',
      ],
      mostBytes: 100 * mebibyte,
    },
    // Animated ones; static ones may have 100 kB, which the platform checks.
    sticker: { types: ['image/webp'], mostBytes: 500 * kibibyte },
  },
  download: async (http, as, id, take) => load(http, as, await addressOf(http, as, id), take),
  upload,
}
