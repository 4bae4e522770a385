import { newEventOn } from '../meta/newEvent.ts'

/** Creates an event of WhatsApp with the given fields; all other fields are absent. */
export const newEvent = newEventOn('whatsapp')
