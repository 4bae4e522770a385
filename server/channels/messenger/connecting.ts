import { type AccountProfile, ChannelError, type Connecting, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, type JsonObject, objectOf, textOf } from '../meta/fields.ts'
import { abilities } from './abilities.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'
import { subscribe, unsubscribe } from './subscribe.ts'

/**
 * Reads the Page that the token belongs to (meta-platform.md 4.5): a Page's token answers `me` as its Page. A person's token has no
 * category there, and is refused with the words that say so.
 * Errors: rejects with a ChannelError.
 */
async function readAccount(http: Http, as: Credentials): Promise<AccountProfile> {
  const answer = await readGraph(http, as, { method: 'GET', path: 'me', query: { fields: 'id,name,category,picture{url}' } }).catch(
    (error: unknown): JsonObject => {
      if (!(error instanceof ChannelError) || error.platform !== '100') throw error
      throw new ChannelError('token_of_no_page', sentence('messenger.token_of_no_page'), 'permission', error.platform)
    },
  )
  const externalId = idOf(answer.id)
  if (!externalId) throw new ChannelError('unreadable_answer', sentence('messenger.page_not_named'), 'retry', null)
  return {
    externalId,
    username: null,
    name: textOf(answer.name),
    pictureUrl: textOf(objectOf(objectOf(answer.picture)?.data)?.url),
    category: textOf(answer.category),
  }
}

/** How a Page is connected: by its own token. */
export const connecting: Connecting = {
  logins: { instagram: 'facebook', facebook: 'facebook' },
  // Everything of a Page is on Facebook's host (meta-platform.md 2.8).
  loginOf: () => ({ loginType: 'facebook' }),
  readAccount,
  subscribe,
  unsubscribe,
  abilities,
}
