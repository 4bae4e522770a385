import type { ConnectInput, Login } from '../../model/channel.ts'

/** WhatsApp's API is on Facebook's host alone, whichever login was chosen (meta-platform.md 5.2). */
export const loginOf = (_given: ConnectInput): Login => ({ loginType: 'facebook' })
