/** Whether something is being written in the open conversation: sent along with each sign that the page is open (viewersOf.ts). */
export const typing = { now: false }
