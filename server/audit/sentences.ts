import { keyed, type Sentence, sentencesOf, type TextOf } from '../model/sentence.ts'

/** What was done: read after the name of who did it; the name of what it was done to may follow. Keys: subject and action of a row. */
const actions = {
  'account.backfill': 'read back leads of an account',
  'account.change': 'changed an account',
  'account.check_events': 'looked for missed events of an account',
  'account.close_breaker': 'resumed sending to the platform',
  'account.connect': 'connected an account',
  'account.deauthorize': 'withdrew access to an account',
  'account.entry_points': 'changed what people see before they write',
  'account.disconnect': 'disconnected an account',
  'account.reconnect': 'reconnected an account',
  'account.remove': 'deleted an account',
  'account.resume_kinds': 'resumed stopped messages',
  'audit.export': 'exported the audit',
  'audit.verify': 'verified the audit',
  'automation.change': 'changed an automation',
  'automation.create': 'created an automation',
  'automation.delete': 'deleted an automation',
  'automation.move': 'moved an automation in its order',
  'automation.start': 'started an automation for a person',
  'connection.create': 'logged in at the platform',
  'connection.remove': 'removed a login at the platform',
  'connection.renew': 'logged in at the platform again',
  'contact.erase': 'erased all data of a person',
  'contact.tag': 'changed the tags of a person',
  'conversation.pause': 'paused or resumed automations in a conversation',
  'data_deletion.request': 'passed on a request to delete a person’s data',
  'delivery.replay': 'repeated a delivery to an endpoint',
  'dm.retry': 'retried a DM to a lead',
  'dm.send': 'sent a DM to a lead',
  'doctor.run': 'ran the doctor',
  'endpoint.change': 'changed an endpoint',
  'endpoint.change_sources': 'changed what an endpoint receives',
  'endpoint.create': 'created an endpoint',
  'endpoint.remove': 'removed an endpoint',
  'endpoint.replay': 'repeated deliveries to an endpoint',
  'endpoint.rotate_secret': 'renewed the secret of an endpoint',
  'endpoint.send': 'sent stored leads to an endpoint',
  'endpoint.test': 'tested an endpoint',
  'form.change': 'changed a form',
  'form.create': 'created a form',
  'form.remove': 'removed a form',
  'invitation.create': 'invited a person',
  'invitation.remove': 'withdrew an invitation',
  'job.discard': 'discarded parked jobs',
  'job.retry': 'retried parked jobs',
  'key.create': 'created an API key',
  'key.revoke': 'revoked an API key',
  'lead.archive': 'archived leads',
  'lead.create': 'added a lead',
  'lead.export': 'exported leads',
  'lead.remove': 'deleted leads',
  'lead.retry': 'sent leads to endpoints again',
  'lead.send': 'sent leads to an endpoint',
  'lead.unarchive': 'restored leads from the archive',
  'lead_form.change': 'changed the mapping of a lead form',
  'mail.test': 'sent a test email',
  'media.delete': 'deleted a file',
  'media.upload': 'uploaded a file',
  'member.accept': 'accepted an invitation',
  'member.add_test_login': 'made a test login for the app review',
  'member.change': 'changed the role or accounts of a member',
  'member.remove': 'removed a member',
  'member.remove_test_login': 'removed a test login',
  'message.close': 'closed messages that were not sent',
  'message.replay': 'sent failed messages again',
  'message.resend': 'sent a message again',
  'message.send': 'sent a message by hand',
  'opt_out.add': 'added a person to the opt-outs',
  'opt_out.export': 'exported the opt-outs',
  'opt_out.undo': 'removed a person from the opt-outs',
  'tag.change': 'changed a tag',
  'tag.create': 'created a tag',
  'tag.remove': 'removed a tag',
  'user.ask_for_password': 'asked for a new password',
  'user.begin_link': 'began to link a login',
  'user.begin_second_factor': 'began to set up a second factor',
  'user.change_instance_admin': 'changed who administers the hub',
  'user.change_password': 'changed a password',
  'user.change_password_failed': 'failed to change a password',
  'user.change_profile': 'changed a profile',
  'user.change_profile_failed': 'failed to change a profile',
  'user.create_owner': 'created the first owner',
  'user.end_second_factor': 'switched off a second factor',
  'user.link_login': 'linked a login',
  'user.link_login_failed': 'failed to link a login',
  'user.login_accepted': 'signed in elsewhere and was asked for a code',
  'user.make_password_link': 'made a link for a new password',
  'user.make_recovery_codes': 'made new recovery codes',
  'user.password_accepted': 'entered the password and was asked for a code',
  'user.remove': 'removed a person from the hub',
  'user.reset_owner': 'reset the password of the owner',
  'user.reset_password': 'set a new password',
  'user.revoke_sessions': 'ended sessions',
  'user.second_factor_failed': 'entered a wrong code',
  'user.set_up_second_factor': 'switched on a second factor',
  'user.sign_in': 'signed in',
  'user.sign_in_by_recovery_code': 'signed in with a recovery code',
  'user.sign_in_failed': 'failed to sign in',
  'user.sign_out': 'signed out',
  'user.unlink_login': 'unlinked a login',
  'workspace.change': 'changed the settings of the workspace',
  'workspace.change_public_texts': 'changed the privacy texts of the workspace',
  'workspace.clean_up': 'ran the clean-up of the workspace',
  'workspace.complete_demo': 'finished the demo data',
  'workspace.create': 'created a workspace',
  'workspace.enter': 'switched to this workspace',
} as const

/** Who did something, where it has no name of its own. */
const actors = {
  bootstrap: 'Bootstrap key',
  command: 'Command line',
  platform: 'The platform',
  anonymous: 'Someone not signed in',
  user: 'A person who was removed',
  key: 'A key that was removed',
  other: 'The hub',
} as const

/** What audit rows say, in English; other languages are in server/languages/. */
export const sentences = {
  ...keyed('did', actions),
  'did.other': 'did {{action}}',
  ...keyed('actor', actors),
  'actor.named_key': 'Key “{{name}}”',
} as const

const sentence = sentencesOf(sentences)

/** What was done. In: `subject.action`; one that is not known is named by its code. */
export const sentenceOfAction = (action: string): Sentence =>
  Object.hasOwn(actions, action) ? sentence(`did.${action as keyof typeof actions}`) : sentence('did.other', { action })

const words: Record<string, keyof typeof actors> = {
  'key:bootstrap': 'bootstrap',
  command: 'command',
  platform: 'platform',
  anonymous: 'anonymous',
}

/** Who did it, for people. In: the actor as rows hold it, and the name that the person or key has now. */
export function actorText(textOf: TextOf, actor: string, name: string | null): string {
  const kind = actor.split(':')[0]
  if (name !== null) return kind === 'key' ? textOf(sentence('actor.named_key', { name })) : name
  return textOf(sentence(`actor.${words[actor] ?? (kind === 'user' || kind === 'key' ? kind : 'other')}`))
}
