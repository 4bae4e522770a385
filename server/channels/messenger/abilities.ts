import type { Ability } from '../../model/channel.ts'
import { permissions } from './permissions.ts'

const both = (needs: readonly string[]) => ({ facebook: needs, instagram: needs })

/** What the permissions of a Page's token allow. A private reply to a comment is a message. */
export const abilities: readonly Ability[] = [
  { name: 'comments', needs: both(permissions.comments), triggers: ['comment'] },
  { name: 'messages', needs: both(permissions.messages), triggers: ['message', 'postback'] },
  { name: 'leads', needs: both(permissions.needed), triggers: [] },
  { name: 'lead_forms', needs: both(permissions.forms), triggers: [] },
]
