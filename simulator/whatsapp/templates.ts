import type { Params } from '../platform/params.ts'
import * as ids from '../world/ids.ts'
import type { World } from '../world/world.ts'

// Templates of a business account (meta-platform.md 5.8, 13.2 part 2A).

export type Quality = 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'

/** What the platform will do with a template later; `told`: the webhook that waits for it. */
type Planned<T> = T & { at: number; told: number | null }

/** `edits`: when it was edited while approved; `paced`: paused by pacing, which ends by hand alone (13.2, row 2.4). */
export type TemplateState = {
  reason: string
  previousCategory: string | null
  qualityAt: number | null
  ttlSeconds: number | null
  pauses: number
  paced: boolean
  edits: number[]
  next: Planned<{ status: string; reason: string }> | null
  nextCategory: Planned<{ category: string }> | null
}

export type Template = {
  seq: number
  id: string
  wabaId: string
  name: string
  language: string
  category: string
  status: string
  quality: Quality
  parameterFormat: 'POSITIONAL' | 'NAMED'
  components: Params[]
  createdAt: number
  /** `name`: with all languages, `id`: this one alone; null while it exists. */
  deletedBy: 'name' | 'id' | null
  deletedAt: number | null
  state: TemplateState
}
type Row = Omit<Template, 'components' | 'state'> & { components: string; state: string }

const fresh: TemplateState = {
  reason: 'NONE',
  previousCategory: null,
  qualityAt: null,
  ttlSeconds: null,
  pauses: 0,
  paced: false,
  edits: [],
  next: null,
  nextCategory: null,
}

/** A template as it is stored. */
export const templateFromRow = (row: Row): Template => ({
  ...row,
  components: JSON.parse(row.components) as Params[],
  state: { ...fresh, ...(JSON.parse(row.state) as Partial<TemplateState>) },
})
export type TemplateRow = Row

/** Stores a new template. */
export function keepTemplate(
  world: World,
  wish: Pick<Template, 'wabaId' | 'name' | 'language' | 'category' | 'status' | 'parameterFormat' | 'components'> & {
    quality?: Quality
    state?: Partial<TemplateState>
  },
): Template {
  const id = ids.templateId(world.dice)
  world.store.run(
    `insert into number_templates (id, wabaId, name, language, category, status, quality, parameterFormat, components, createdAt, state)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    wish.wabaId,
    wish.name,
    wish.language,
    wish.category,
    wish.status,
    wish.quality ?? 'UNKNOWN',
    wish.parameterFormat,
    JSON.stringify(wish.components),
    world.clock.now(),
    JSON.stringify({ ...fresh, ...wish.state }),
  )
  return anyTemplate(world, id)!
}

/** Stores what changed about a template. */
export function saveTemplate(world: World, template: Template): void {
  const { next, nextCategory } = template.state
  const times = [next?.at, nextCategory?.at].filter((at) => at !== undefined)
  world.store.run(
    `update number_templates set category = ?, status = ?, quality = ?, parameterFormat = ?, components = ?, deletedBy = ?, deletedAt = ?,
      state = ?, nextAt = ? where id = ?`,
    template.category,
    template.status,
    template.quality,
    template.parameterFormat,
    JSON.stringify(template.components),
    template.deletedBy,
    template.deletedAt,
    JSON.stringify(template.state),
    times.length > 0 ? Math.min(...times) : null,
    template.id,
  )
}

/** Carries out what was planned for a time that has passed; before templates are read. Its webhooks were queued with the plan. */
export function settleTemplates(world: World): void {
  const now = world.clock.now()
  for (const template of world.store.all<Row>('select * from number_templates where nextAt <= ?', now).map(templateFromRow)) {
    const { state } = template
    if (state.next && state.next.at <= now) {
      template.status = state.next.status
      Object.assign(state, { reason: state.next.reason, next: null })
    }
    if (state.nextCategory && state.nextCategory.at <= now) {
      state.previousCategory = template.category
      template.category = state.nextCategory.category
      state.nextCategory = null
    }
    saveTemplate(world, template)
  }
}

/** A template that exists, of any business account. */
export function anyTemplate(world: World, id: string): Template | null {
  settleTemplates(world)
  const row = world.store.get<Row>('select * from number_templates where id = ? and deletedAt is null', id)
  return row ? templateFromRow(row) : null
}

/** A template of this business account that exists. */
export function findTemplate(world: World, wabaId: string, id: string): Template | null {
  const template = anyTemplate(world, id)
  return template?.wabaId === wabaId ? template : null
}

/** All languages of a name. */
export function templatesNamed(world: World, wabaId: string, name: string): Template[] {
  settleTemplates(world)
  return world.store
    .all<Row>('select * from number_templates where wabaId = ? and name = ? and deletedAt is null order by seq', wabaId, name)
    .map(templateFromRow)
}
