import { text, type Params } from '../platform/params.ts'
import type { World } from '../world/world.ts'
import { componentOf } from './templateParts.ts'
import { templateFromRow, type TemplateRow } from './templates.ts'

type Reviewed = { id?: string; wabaId: string; category: string; components: Params[] }

/** What sounds like advertising to the simulated reviewer; the platform's own reading is not documented. */
const promotional = /\b(sale|discount|offer|promo\w*)\b|% ?off\b/i

const wordsOf = (components: Params[]) =>
  ['BODY', 'FOOTER'].map((type) => (text(componentOf(components, type) ?? {}, 'text') ?? '').trim()).join('\n')

/**
 * What a review finds: the category, and why the template is rejected, if it is. Body and footer of another template are not taken again
 * (meta-platform.md 13.2, row 2.1), and advertising is no utility: it is moved where the caller allows that (5.8).
 */
export function reviewOf(world: World, template: Reviewed, mayMove: boolean): { category: string; verdict: { reason: string } | null } {
  const { category } = template
  if (category === 'AUTHENTICATION') return { category, verdict: null }
  const words = wordsOf(template.components)
  const others = world.store
    .all<TemplateRow>("select * from number_templates where wabaId = ? and deletedAt is null and status <> 'REJECTED'", template.wabaId)
    .map(templateFromRow)
  if (others.some((other) => other.id !== template.id && wordsOf(other.components) === words))
    return { category, verdict: { reason: 'INVALID_FORMAT' } }
  if (category !== 'UTILITY' || !promotional.test(words)) return { category, verdict: null }
  return mayMove ? { category: 'MARKETING', verdict: null } : { category, verdict: { reason: 'INCORRECT_CATEGORY' } }
}
