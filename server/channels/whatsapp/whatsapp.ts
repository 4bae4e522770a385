import type { Channel } from '../../model/channel.ts'
import type { Installed } from '../meta/envelope.ts'
import { permissionsReader } from '../meta/readPermissions.ts'
import { timesWithin } from '../meta/whyNotNow.ts'
import { entryPoints } from './entryPoints.ts'
import { files } from './files.ts'
import { formerEnv } from './formerEnv.ts'
import { contents, firstMessages, limits, rates } from './limits.ts'
import { links } from './links.ts'
import { whatsappLogin } from './login.ts'
import { loginOf } from './loginOf.ts'
import { presence } from './presence.ts'
import { profile } from './profile.ts'
import { readPart } from './read.ts'
import { readAccount } from './readAccount.ts'
import { register } from './register.ts'
import { send } from './send.ts'
import { sentences } from './sentences.ts'
import { setUp } from './setUp.ts'
import { abilities, subscribe, unsubscribe } from './subscribe.ts'
import { templates } from './templates.ts'
import { whyNotSendable } from './whyNotSendable.ts'

/** WhatsApp with the interface that all channels share. */
const channel: Channel = {
  name: 'whatsapp',
  title: 'WhatsApp',
  triggers: ['message', 'postback'],
  limits,
  rates,
  contents,
  // 5.9: outside the window templates only.
  ...timesWithin(limits, (content) => content.type === 'template'),
  connecting: {
    logins: { instagram: 'whatsapp', facebook: 'whatsapp' },
    loginOf,
    readAccount,
    register,
    subscribe,
    unsubscribe,
    abilities,
  },
  whyNotSendable,
  send,
  links,
  setUp,
  files,
  templates,
  entryPoints,
  profile,
  presence,
  firstMessages,
  // No posts, and sent messages cannot be read back: only statuses report them (meta-platform.md 5).
}

export const whatsapp: Installed = {
  channel,
  readers: [{ object: 'whatsapp_business_account', readPart }, permissionsReader(channel.name)],
  sentences,
  logins: [whatsappLogin],
  formerEnv,
}
