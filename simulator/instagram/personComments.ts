import { ControlError } from '../controls/errors.ts'
import { mustBeActive } from '../messaging/personActs.ts'
import type { Account } from '../world/accounts.ts'
import type { Person } from '../world/people.ts'
import { meet, openWindow } from '../world/threads.ts'
import type { World } from '../world/world.ts'
import { addComment, findComment, personAuthor, type Comment, type Naming } from './comments.ts'
import { isOnAir, isStoryOver, type Media } from './media.ts'

/** A person comments. It makes them known to the account, but opens no window (meta-platform.md 3.2, 12.5). */
export function comment(
  world: World,
  account: Account,
  media: Media,
  person: Person,
  text: string,
  parentId?: string,
  naming?: Naming,
): Comment {
  mustBeActive(person)
  if (!media.commentsEnabled) throw new ControlError(400, 'comments_off', 'comments are switched off under this post')
  if (media.kind === 'LIVE' && !isOnAir(media)) throw new ControlError(400, 'off_air', 'this broadcast is over')
  if (isStoryOver(media, world.clock.now())) throw new ControlError(400, 'story_over', 'this story is older than a day')
  const parent = parentId === undefined ? null : findComment(world, parentId)
  if (parentId !== undefined && parent?.mediaId !== media.id)
    throw new ControlError(400, 'no_such_parent', `there is no comment ${parentId} under this post`)
  const thread = meet(world, account, person)
  if (world.settings.current().commentOpensWindow) openWindow(world, thread, { consents: false })
  return addComment(world, account, media, personAuthor(person), text, parent, naming)
}
