import { toldAs } from '../accounts/checkAccount.ts'
import type { Deps } from '../deps.ts'
import { ChannelError, type Credentials } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type {
  NewTemplate,
  NewTemplateButton,
  NewTemplateHeader,
  Samples,
  TemplateButton,
  TemplateDefinition,
  TemplateParts,
  Templates,
} from '../model/template.ts'
import { ApiError } from '../platform/errors.ts'
import type { TemplateRow } from './templates.queries.ts'
import { sentence } from './sentences.ts'

const dayMs = 86_400_000
/** How often an approved template may be changed, and in which states any may (meta-platform.md 5.8; 13.1, row 1.15). */
const editsAllowed = [
  { most: 1, days: 1 },
  { most: 10, days: 30 },
]
const editable = ['approved', 'rejected', 'paused']

/**
 * Creates a template at the platform, which reviews it.
 * Out:    as it is there now. Errors: ApiError `no_templates`, `invalid_input` for what exceeds a limit, others by their own codes.
 */
export const createTemplate = (deps: Deps, accountId: string, given: NewTemplate, samples: Samples): Promise<TemplateDefinition> =>
  atPlatform(deps, accountId, async (part, as) => {
    refuseOverLimit(part, given, samples)
    const { id, status, category } = await part.create(deps.http, as, given, samples).catch(atItsField(part))
    const { name, language } = given
    return { id, name, language, category, status, quality: null, parts: partsOf(given), rejectedReason: null }
  })

/** Replaces the parts of a template at the platform. Errors: as `createTemplate`; `conflict` where it may not be changed now. */
export const editTemplate = (
  deps: Deps,
  row: TemplateRow,
  given: NewTemplate,
  samples: Samples,
): Promise<Pick<TemplateRow, 'parts' | 'category' | 'edits'>> =>
  atPlatform(deps, row.account_id, async (part, as) => {
    const now = deps.clock.now()
    const status = row.status.replaceAll('_', ' ')
    if (!editable.includes(row.status)) throw new ApiError('conflict', sentence('templates.not_editable', { status }))
    if (row.status === 'approved') {
      if (given.category !== row.category) throw new ApiError('conflict', sentence('templates.category_fixed'))
      const over = editsAllowed.find(({ most, days }) => editsSince(row, days, now) >= most)
      if (over) throw new ApiError('conflict', sentence('templates.edited_often', over))
    }
    refuseOverLimit(part, given, samples)
    await part.edit(deps.http, as, { id: row.template_id, status: row.status }, given, samples).catch(atItsField(part))
    const edits = [now.toISOString(), ...row.edits].slice(0, Math.max(...editsAllowed.map(({ most }) => most)))
    return { parts: partsOf(given), category: given.category, edits }
  })

const editsSince = ({ edits }: TemplateRow, days: number, now: Date): number =>
  edits.filter((at) => Date.parse(at) > now.getTime() - days * dayMs).length

/** Deletes a template, in its language alone. Errors: as `createTemplate`; `conflict` for one that is disabled (13.1, row 1.17). */
export const deleteTemplate = (deps: Deps, row: TemplateRow): Promise<void> =>
  atPlatform(deps, row.account_id, async (part, as) => {
    if (row.status === 'disabled') throw new ApiError('conflict', sentence('templates.disabled'))
    await part.remove(deps.http, as, { id: row.template_id, name: row.name })
  })

/** Ends a pause at the platform. Errors: as `createTemplate`. */
export const unpauseTemplate = (deps: Deps, row: TemplateRow): Promise<void> =>
  atPlatform(deps, row.account_id, (part, as) => part.unpause(deps.http, as, { id: row.template_id }))

/** Puts a template away at the platform, or takes it back. Errors: as `createTemplate`. */
export const archiveTemplate = (deps: Deps, row: TemplateRow, isArchived: boolean): Promise<void> =>
  atPlatform(deps, row.account_id, (part, as) => part.archive(deps.http, as, { id: row.template_id }, isArchived))

/** A template that could not be created as it is. Errors: as `createTemplate`. */
export function checkDraft({ channelOf }: Pick<Deps, 'channelOf'>, channel: ChannelName, given: NewTemplate, samples: Samples): void {
  const { templates } = channelOf(channel)
  if (templates) refuseOverLimit(templates, given, samples)
}

/** Shows a refusal at the field that it is about. */
const atItsField =
  (part: Templates) =>
  (error: unknown): never => {
    const at = error instanceof ChannelError ? part.refusedAt(error) : null
    if (at === null || !(error instanceof ChannelError)) throw error
    throw new ApiError('invalid_input', error.words, [{ path: `body.${at}`, message: error.words }])
  }

function refuseOverLimit(part: Templates, given: NewTemplate, samples: Samples): void {
  const why = part.whyNotCreatable(given, samples)
  if (why) throw new ApiError('invalid_input', why.words, [{ path: `body.${why.at}`, message: why.words }])
}

async function atPlatform<T>(deps: Deps, accountId: string, work: (part: Templates, as: Credentials) => Promise<T>): Promise<T> {
  const as = await deps.credentials.get(accountId)
  const { templates } = deps.channelOf(as.channel)
  if (!templates) throw new ApiError('no_templates', 'This account’s channel has no templates.')
  try {
    return await work(templates, as)
  } catch (error) {
    if (error instanceof ChannelError) throw toldAs(error)
    throw error
  }
}

/** The parts of a new template as they are stored. */
export const partsOf = ({ header, body, footer, buttons = [], cards = [] }: NewTemplate): TemplateParts => ({
  header: header ? headerOf(header) : null,
  body: body.text,
  ...(body.examples && { examples: body.examples }),
  footer: footer ?? null,
  buttons: buttons.map(buttonOf),
  ...(cards.length && {
    cards: cards.map((card) => ({
      header: { type: card.header.type },
      body: card.body?.text ?? '',
      ...(card.body?.examples && { examples: card.body.examples }),
      buttons: card.buttons.map(buttonOf),
    })),
  }),
  hasMore: false,
})

const buttonOf = ({ type, title = '', url, phone, example }: NewTemplateButton): TemplateButton => ({
  type,
  title,
  ...(url !== undefined && { url }),
  ...(phone !== undefined && { phone }),
  ...(example !== undefined && { example }),
})

const headerOf = (header: NewTemplateHeader): TemplateParts['header'] =>
  'text' in header
    ? { type: 'text', text: header.text, ...(header.example !== undefined && { example: header.example }) }
    : { type: header.type }
