// The installed channels, one line each: with a folder and its line removed, everything still compiles.
export { instagram } from './instagram/instagram.ts'
export { messenger } from './messenger/messenger.ts'
export { whatsapp } from './whatsapp/whatsapp.ts'
