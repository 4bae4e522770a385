import type { GivenFile } from '../../model/capabilities.ts'
import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { sentence as shared } from '../meta/sentences.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/** A hundred megabytes at some 5 Mbit/s. */
const timeoutMs = 170_000

/**
 * Gives the platform the sample of a template's header, in one piece (meta-platform.md 13.2, row 2.8).
 * Out: the handle that names it when the template is created. Errors: as every call; `no_app` where the app is not known.
 */
export async function uploadSample(http: Http, as: Credentials, file: GivenFile): Promise<string> {
  const [app] = as.appIds ?? []
  if (app === undefined) throw new ChannelError('no_app', sentence('whatsapp.template.no_app'), 'bug', null)
  const query = { file_name: file.name, file_length: String(file.size), file_type: file.type }
  const begun = await readGraph(http, as, { method: 'POST', path: `${segment(app)}/uploads`, query })
  const id = textOf(begun.id)
  // Ids of uploads may bring a query along.
  const [path = '', more = ''] = (id ?? '').split('?')
  if (!/^upload:[\w=:+/-]+$/.test(path) || path.includes('//')) throw unreadable()
  const streamed = { type: 'application/octet-stream', length: file.size, body: file.read() }
  const given = await readGraph(http, as, {
    method: 'POST',
    path,
    query: Object.fromEntries(new URLSearchParams(more)),
    headers: { file_offset: '0' },
    streamed,
    timeoutMs,
  })
  const handle = textOf(given.h)
  if (!handle) throw unreadable()
  return handle
}

const unreadable = () => new ChannelError('unreadable_answer', shared('meta.read.unreadable_answer', { status: 200 }), 'retry', null)
