import { newEventOn } from '../meta/newEvent.ts'

/** An event of WhatsApp with what is known of it; everything else is absent. */
export const newEvent = newEventOn('whatsapp')
