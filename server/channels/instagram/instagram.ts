import { triggerKinds } from '../../model/automation.ts'
import type { Channel } from '../../model/channel.ts'
import type { Installed } from '../meta/envelope.ts'
import { permissionsReader } from '../meta/readPermissions.ts'
import { timesWithin } from '../meta/whyNotNow.ts'
import { abilities } from './abilities.ts'
import { formerEnv } from './formerEnv.ts'
import { contents, limits, rates, readBackRate } from './limits.ts'
import { comments } from './comments.ts'
import { entryPoints } from './entryPoints.ts'
import { history } from './history.ts'
import { lookUps } from './lookUps.ts'
import { links } from './links.ts'
import { listPosts } from './listPosts.ts'
import { facebookLogin } from '../meta/login/facebookLogin.ts'
import { instagramLogin } from './login.ts'
import { loginOf } from './loginOf.ts'
import { presenceBy } from '../meta/messaging/presenceBy.ts'
import { readGraph } from './readGraph.ts'
import { readPart } from './read.ts'
import { readAccount } from './readAccount.ts'
import { readBack } from './readBack.ts'
import { renewToken } from './renewToken.ts'
import { send } from './send.ts'
import { sentences } from './sentences.ts'
import { setUp } from './setUp.ts'
import { subscribe, unsubscribe } from './subscribe.ts'
import { whyNotSendable } from './whyNotSendable.ts'

/** The Instagram channel, for either login (meta-platform.md 2.8). */
const channel: Channel = {
  name: 'instagram',
  title: 'Instagram',
  triggers: triggerKinds,
  limits,
  rates,
  contents,
  ...timesWithin(limits),
  connecting: { logins: { instagram: 'instagram', facebook: 'facebook' }, loginOf, readAccount, subscribe, unsubscribe, abilities },
  whyNotSendable,
  send,
  posts: { list: listPosts },
  readBack: { rate: readBackRate, read: readBack },
  history,
  lookUps,
  links,
  setUp,
  entryPoints,
  comments,
  presence: presenceBy(readGraph, limits.windowMs),
  // A token of Facebook Login is a Page's, which lasts.
  tokens: {
    isRenewable: (as, kind) => as.loginType === 'instagram' && (kind === 'instagram_user' || kind === 'unknown'),
    renew: renewToken,
  },
}

export const instagram: Installed = {
  channel,
  readers: [{ object: 'instagram', readPart: (part, receivedAt) => [readPart(part, receivedAt)] }, permissionsReader(channel.name)],
  sentences,
  logins: [instagramLogin, facebookLogin],
  formerEnv,
}
