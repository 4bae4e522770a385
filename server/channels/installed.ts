// The installed channels, one line each: without a folder and its line everything still compiles.
export { instagram } from './instagram/instagram.ts'
export { whatsapp } from './whatsapp/whatsapp.ts'
