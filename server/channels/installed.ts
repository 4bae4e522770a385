// The channels of this house, one line each: a folder and its line can be taken out, and everything still compiles.
export { instagram } from './instagram/instagram.ts'
export { whatsapp } from './whatsapp/whatsapp.ts'
