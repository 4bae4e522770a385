import type { Content } from '../world/messages.ts'
import { keepMessage } from '../world/messages.ts'
import { getAccount } from '../world/accounts.ts'
import { getPerson } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { meet } from './people.ts'
import { failures, queueFailure, queueFate } from './statuses.ts'
import { paceTemplate } from './templateEvents.ts'
import type { Template } from './templates.ts'

// Messages that wait until the platform has judged their template (meta-platform.md 13.2, row 2.5).

type Held = { id: string; to: string; reference: string | null; content: Content }

/** Whether messages of this template are held: of marketing that people have not found good yet, when the settings want it. */
export const isHeld = (world: World, { category, quality }: Template): boolean =>
  world.settings.current().whatsapp.holdsTemplates && category === 'MARKETING' && quality !== 'GREEN'

/** Holds a message; no status follows until it is released or dropped. */
export function holdMessage(world: World, template: Template, accountId: string, personId: string, message: Held): void {
  world.store.run(
    'insert into held_messages (id, templateId, accountId, personId, message, createdAt) values (?, ?, ?, ?, ?, ?)',
    message.id,
    template.id,
    accountId,
    personId,
    JSON.stringify(message),
    world.clock.now(),
  )
}

/**
 * The template was judged: good, so what is held is delivered, or bad, so each message fails with 132015 and the template is paused.
 * Out: how many messages.
 */
export function judgeHeld(world: World, template: Template, isGood: boolean): number {
  const rows = world.store.all<{ accountId: string; personId: string; message: string }>(
    'select * from held_messages where templateId = ? order by createdAt, id',
    template.id,
  )
  world.store.run('delete from held_messages where templateId = ?', template.id)
  for (const { accountId, personId, message } of rows) {
    const { id, to, reference, content } = JSON.parse(message) as Held
    const account = getAccount(world, accountId)
    const person = getPerson(world, personId)
    const sent = { id, to, person, reference, category: template.category }
    if (!isGood) queueFailure(world, account, sent, failures.templatePaused)
    else {
      keepMessage(world, meet(world, account, person), { id, byAccount: true, via: 'api', content })
      queueFate(world, account, sent)
    }
  }
  if (!isGood) paceTemplate(world, template)
  return rows.length
}
