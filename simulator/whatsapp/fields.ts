/** meta-platform.md 5.4 and 5.6: those that this world has. */
export const whatsappFields = ['messages', 'smb_message_echoes']
