import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useForm, type UseFormRegisterReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../server/auth/members.schemas.ts'
import { roles, type Role } from '../../../server/model/permission.ts'
import type { NewInvitation } from '../../../server/team/invitations.schemas.ts'
import { channelName, handle } from '../accounts/handle.ts'
import { EditorForm } from '../frame/EditorForm.tsx'
import { TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import { sameNames, useSave } from '../useSave.ts'

type Fields = { email: string; role: Role; seen: 'all' | 'some'; accountIds: string[] }
type Props = {
  /** Null: somebody new is invited. */
  member: Member | null
  onClose: () => void
  onInvite: (invitation: NewInvitation) => Promise<void>
  onChange: (id: string, change: { role: Role; accountIds: string[] | null }) => Promise<void>
}

/** Invites somebody, or changes the role of a member and the accounts they see. */
export function MemberForm({ member, onClose, onInvite, onChange }: Props) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(queries.me)
  const form = useForm<Fields>({
    defaultValues: {
      email: '',
      role: (member?.role as Role | undefined) ?? 'member',
      seen: member?.accountIds ? 'some' : 'all',
      accountIds: member?.accountIds ?? [],
    },
  })
  const { register, formState, watch } = form
  const [role, seen] = watch(['role', 'seen'])
  const isLimitable = role === 'member' || role === 'viewer'
  const offered = roles.filter((one) => one !== 'owner' || me.role === 'owner')
  const { submit, trouble } = useSave(form, {
    save: async (fields) => {
      const accountIds = isLimitable && fields.seen === 'some' ? fields.accountIds : null
      if (member) await onChange(member.id, { role: fields.role, accountIds })
      else await onInvite({ email: fields.email.trim(), role: fields.role, accountIds })
    },
    errorsAt: () => sameNames(['email', 'role', 'accountIds'] as const),
  })
  return (
    <EditorForm
      title={member ? t('team.changeTitle', { name: member.name }) : t('team.invite')}
      action={t(member ? 'settings.save' : 'team.send')}
      state={formState}
      onSubmit={submit}
      onClose={onClose}
      trouble={trouble}
    >
      {!member && (
        <TextField
          label={t('signIn.email')}
          type="email"
          autoComplete="off"
          hint={t('team.emailHint')}
          error={formState.errors.email?.message}
          {...register('email', { required: t('needed') })}
        />
      )}
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-semibold">{t('team.roleLabel')}</legend>
        {offered.map((one) => (
          <label key={one} className="flex items-start gap-3 rounded-xl border border-line bg-card p-3 has-checked:border-accent">
            <input type="radio" value={one} className="mt-1 size-4 shrink-0 accent-accent" {...register('role')} />
            <span>
              <span className="block font-semibold">{t(`team.role.${one}`)}</span>
              <span className="block text-sm text-soft">{t(`team.roleMeans.${one}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {isLimitable && <AccountsField some={seen === 'some'} register={register} error={formState.errors.accountIds?.message} />}
    </EditorForm>
  )
}

type AccountsProps = { some: boolean; register: (name: 'seen' | 'accountIds') => UseFormRegisterReturn; error: string | undefined }

function AccountsField({ some, register, error }: AccountsProps) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.accounts)
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-semibold">{t('team.seen')}</legend>
      {(['all', 'some'] as const).map((one) => (
        <label key={one} className="flex items-center gap-2 text-sm">
          <input type="radio" value={one} className="size-4 shrink-0 accent-accent" {...register('seen')} />
          {t(`team.seenBy.${one}`)}
        </label>
      ))}
      {some && (
        <div className="grid gap-2 pl-6">
          {data?.data.length === 0 && <p className="text-sm text-soft">{t('team.noAccounts')}</p>}
          {data?.data.map((account) => (
            <label key={account.id} className="flex items-start gap-2 text-sm">
              <input type="checkbox" value={account.id} className="mt-0.5 size-4 shrink-0 accent-accent" {...register('accountIds')} />
              <span>
                {handle(account)} <span className="text-soft">· {channelName(t, account.channel)}</span>
              </span>
            </label>
          ))}
        </div>
      )}
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
