/** meta-platform.md 5.4 and 5.6: the fields that are simulated. */
export const whatsappFields = ['messages', 'smb_message_echoes']
