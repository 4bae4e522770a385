import type { Channel } from '../../model/channel.ts'
import type { Installed } from '../meta/envelope.ts'
import { facebookLogin } from '../meta/login/facebookLogin.ts'
import { permissionsReader } from '../meta/readPermissions.ts'
import { timesWithin } from '../meta/whyNotNow.ts'
import { connecting } from './connecting.ts'
import { leads } from './leads.ts'
import { contents, limits, rates } from './limits.ts'
import { readPart } from './read.ts'
import { sentence, sentences } from './sentences.ts'
import { setUp } from './setUp.ts'

const sendsNothing = { code: 'content_not_supported', words: sentence('messenger.sends_nothing') }

/** Facebook Pages: their lead ads. No kind of message has content that could be sent (`contents`), so all are refused before any call. */
const channel: Channel = {
  name: 'messenger',
  title: 'Messenger',
  triggers: [],
  limits,
  rates,
  contents,
  ...timesWithin(limits),
  connecting,
  whyNotSendable: () => sendsNothing,
  send: async () => ({ kind: 'refused', ...sendsNothing, class: 'bug', platform: null, httpStatus: null }),
  leads,
  setUp,
}

export const messenger: Installed = {
  channel,
  readers: [{ object: 'page', readPart }, permissionsReader(channel.name)],
  sentences,
  logins: [facebookLogin],
}
