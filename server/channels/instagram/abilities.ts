import type { Ability } from '../../model/channel.ts'

/** What the permissions of each login allow (meta-platform.md 7.5, 13.6): a reply in private to a comment belongs to comments. */
export const abilities: readonly Ability[] = [
  {
    name: 'comments',
    needs: { instagram: ['instagram_business_manage_comments'], facebook: ['instagram_manage_comments'] },
    triggers: ['comment', 'live_comment'],
  },
  {
    name: 'messages',
    needs: { instagram: ['instagram_business_manage_messages'], facebook: ['instagram_manage_messages', 'pages_messaging'] },
    triggers: ['message', 'story_reply', 'story_mention', 'postback'],
  },
]
