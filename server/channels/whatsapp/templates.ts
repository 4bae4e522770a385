import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import {
  headerLine,
  type NewTemplate,
  type NewTemplateButton,
  type NewTemplateHeader,
  placeholdersIn,
  sampleIdsOf,
  type Samples,
  type Templates,
} from '../../model/template.ts'
import { idOf, isTrue, listOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { sentence as shared } from '../meta/sentences.ts'
import { fitParameters } from './fitParameters.ts'
import { templateLimits } from './limits.ts'
import { readGraph } from './readGraph.ts'
import { readTemplate, statusOf } from './readTemplate.ts'
import { sentence } from './sentences.ts'
import { uploadSample } from './uploadSample.ts'
import { whyNotCreatable } from './whyNotCreatable.ts'

/** What is read of each; `quality_score` and `rejected_reason` come only when they are asked for (meta-platform.md 5.8, 13.2 row 2.3). */
const fields = 'id,name,language,category,status,quality_score,rejected_reason,components'
const perPage = 100

/** Templates of the business account (meta-platform.md 5.8; 13.1 rows 1.15 to 1.17; 13.2 rows 2.1 to 2.3). */
export const templates: Templates = {
  // 5.7: 200 requests an hour for an app and business account that is not active yet.
  rate: { kind: 'templates', key: 'hour', calls: 200, perMs: 3_600_000, callsEach: 1 },

  limits: templateLimits,

  async list(http, as, after) {
    const query = { fields, limit: String(perPage), ...(after !== null && { after }) }
    const answer = await readGraph(http, as, { method: 'GET', path: edgeOf(as), query })
    const paging = objectOf(answer.paging)
    const next = paging?.next === undefined ? null : textOf(objectOf(paging.cursors)?.after)
    return { templates: listOf(answer.data).flatMap((item) => readTemplate(item) ?? []), next }
  },

  async create(http, as, template, samples) {
    const { name, language } = template
    const json = { name, language, ...bodyOf(template, await handlesOf(http, as, template, samples)) }
    const answer = await readGraph(http, as, { method: 'POST', path: edgeOf(as), json })
    const id = idOf(answer.id)
    if (!id) throw new ChannelError('unreadable_answer', shared('meta.read.unreadable_answer', { status: 200 }), 'retry', null)
    return { id, status: statusOf(answer.status ?? 'PENDING'), category: (textOf(answer.category) ?? template.category).toLowerCase() }
  },

  async edit(http, as, { id, status }, template, samples) {
    const { category, ...rest } = bodyOf(template, await handlesOf(http, as, template, samples))
    // 13.1, row 1.15: the category of an approved one cannot be changed.
    const json = status === 'approved' ? rest : { category, ...rest }
    done(await readGraph(http, as, { method: 'POST', path: segment(id), json }))
  },

  async remove(http, as, { id, name }) {
    // 13.1, row 1.17: by its name alone it would go in all languages.
    done(await readGraph(http, as, { method: 'DELETE', path: edgeOf(as), query: { hsm_id: id, name } }))
  },

  async unpause(http, as, { id }) {
    // 13.2, row 2.4: only a pause by pacing is ended by hand; a refusal has its reason in an answer of 200.
    const answer = await readGraph(http, as, { method: 'POST', path: `${segment(id)}/unpause` })
    if (isTrue(answer.success)) return
    const reason = textOf(answer.reason) ?? '–'
    throw new ChannelError('template_not_unpaused', sentence('whatsapp.template.not_unpaused', { reason }), 'bug', null)
  },

  async archive(http, as, { id }, isArchived) {
    // 13.2, row 2.7: on another host, without a version.
    const there = { ...as, graphUrl: as.graphUrl.replace('graph.facebook.com', 'api.facebook.com') }
    const path = `${edgeOf(as)}/${isArchived ? 'archive' : 'unarchive'}`
    const answer = await readGraph(http, there, { method: 'POST', path, unversioned: true, json: { hsm_ids: id } })
    const failed = listOf(answer.failed_templates).some((one) => idOf(one) === id || idOf(objectOf(one)?.id) === id)
    if (failed) throw new ChannelError('template_not_archived', sentence('whatsapp.template.not_archived'), 'bug', null)
  },

  refusedAt: ({ platform }) => refusals[platform ?? ''] ?? null,
  whyNotCreatable,
  fit: fitParameters,
}

/** Subcodes of a refused template that name a part of it (meta-platform.md 5.8; 13.1, row 1.16). */
const refusals: Record<string, string> = {
  '100/2388023': 'name',
  '100/2388024': 'name',
  '100/2388047': 'header.text',
  '100/2388072': 'body.text',
  '100/2388293': 'body.text',
  '100/2388299': 'body.text',
  '100/2388073': 'footer',
}

function edgeOf(as: Credentials): string {
  if (as.businessId) return `${segment(as.businessId)}/message_templates`
  throw new ChannelError('no_business', sentence('whatsapp.template.no_business'), 'bug', null)
}

function done(answer: Record<string, unknown>): void {
  if (!isTrue(answer.success)) throw new ChannelError('not_done', sentence('whatsapp.template.not_done'), 'retry', null)
}

type Handles = ReadonlyMap<string, string>

/** Gives the platform each sample. Out: its handles, by the ids of the workspace. */
async function handlesOf(http: Http, as: Credentials, template: NewTemplate, samples: Samples): Promise<Handles> {
  const handles = new Map<string, string>()
  for (const id of new Set(sampleIdsOf(template))) {
    const file = samples.get(id)
    if (file) handles.set(id, await uploadSample(http, as, file))
  }
  return handles
}

/** What is created and what it is replaced with: `components` come whole (13.1, row 1.15). */
function bodyOf({ category, body, header, footer, buttons = [], cards = [] }: NewTemplate, handles: Handles) {
  const texts = [body.text, headerLine(header)?.text ?? '', ...cards.map((card) => card.body?.text ?? '')]
  const isNamed = texts.flatMap(placeholdersIn).some((name) => !/^\d+$/.test(name))
  return {
    category: category.toUpperCase(),
    parameter_format: isNamed ? 'NAMED' : 'POSITIONAL',
    components: [
      ...(header ? [headerOf(header, isNamed, handles)] : []),
      textOfBody(body, isNamed),
      ...(footer === undefined ? [] : [{ type: 'FOOTER', text: footer }]),
      ...buttonsOf(buttons),
      // 5.8, from memory.
      ...(cards.length
        ? [
            {
              type: 'CAROUSEL',
              cards: cards.map((card) => ({
                components: [
                  headerOf(card.header, isNamed, handles),
                  ...(card.body ? [textOfBody(card.body, isNamed)] : []),
                  ...buttonsOf(card.buttons),
                ],
              })),
            },
          ]
        : []),
    ],
  }
}

function textOfBody({ text, examples = {} }: NewTemplate['body'], isNamed: boolean): object {
  const names = placeholdersIn(text)
  if (!names.length) return { type: 'BODY', text }
  const example = isNamed
    ? { body_text_named_params: names.map((name) => ({ param_name: name, example: examples[name] })) }
    : { body_text: [names.toSorted((a, b) => Number(a) - Number(b)).map((name) => examples[name])] }
  return { type: 'BODY', text, example }
}

const buttonsOf = (buttons: NewTemplateButton[]): object[] => (buttons.length ? [{ type: 'BUTTONS', buttons: buttons.map(buttonOf) }] : [])

const formats = { image: 'IMAGE', video: 'VIDEO', file: 'DOCUMENT' }

function headerOf(header: NewTemplateHeader, isNamed: boolean, handles: Handles): object {
  if ('text' in header) return { type: 'HEADER', format: 'TEXT', text: header.text, ...headerExample(header, isNamed) }
  if (!('mediaId' in header)) return { type: 'HEADER', format: 'LOCATION' }
  return { type: 'HEADER', format: formats[header.type], example: { header_handle: [handles.get(header.mediaId)] } }
}

function headerExample({ text, example }: { text: string; example?: string }, isNamed: boolean): object {
  const [name] = placeholdersIn(text)
  if (name === undefined) return {}
  return { example: isNamed ? { header_text_named_params: [{ param_name: name, example }] } : { header_text: [example] } }
}

function buttonOf({ type, title, url, phone, example }: NewTemplateButton): object {
  if (type === 'code') return { type: 'COPY_CODE', example }
  if (type === 'phone') return { type: 'PHONE_NUMBER', text: title, phone_number: phone }
  if (type === 'link') return { type: 'URL', text: title, url, ...(example !== undefined && { example: [example] }) }
  return { type: 'QUICK_REPLY', text: title }
}
