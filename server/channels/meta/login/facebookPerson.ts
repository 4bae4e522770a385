import { ChannelError } from '../../../model/channel.ts'
import type { PersonLogin } from '../../../model/login.ts'
import { idOf, objectOf, textOf } from '../fields.ts'
import { sentence } from '../sentences.ts'
import { asPerson, askToken, tokenIn } from './facebookCalls.ts'

/**
 * Who somebody is at Facebook (meta-platform.md 7.1). The email is not asked for: the platform does not say whether it was verified, so it
 * proves nothing here. The token is used once and kept nowhere.
 */
export const facebookPerson: PersonLogin = {
  consentUrl({ app, hosts, graphVersion }, { redirectUri, state }) {
    const query = new URLSearchParams({
      client_id: app.id,
      redirect_uri: redirectUri,
      response_type: 'code',
      state,
      scope: 'public_profile',
    })
    return `${hosts.facebookPages}/${graphVersion}/dialog/oauth?${query}`
  },
  async read(http, site, { code, redirectUri }) {
    const { token } = tokenIn(await askToken(http, site, { redirect_uri: redirectUri, code }))
    const me = await asPerson(http, site, token, { method: 'GET', path: 'me', query: { fields: 'id,name,picture{url}' } })
    const id = idOf(me.id)
    if (!id) throw new ChannelError('unreadable_answer', sentence('meta.login.nobody_named'), 'retry', null)
    return { id, name: textOf(me.name), pictureUrl: textOf(objectOf(objectOf(me.picture)?.data)?.url) }
  },
}
