import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { store } from '../browserStorage.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine, MenuTitle } from '../parts/Menu.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { leaveSession, resumeSession } from '../session.ts'
import { applyTheme, chosenTheme, themes, type Theme } from '../theme.ts'
import { languages, setLanguage } from '../words.ts'

const icons = { system: Monitor, light: Sun, dark: Moon }

/** The signed-in user, theme and language on this device, and sign-out. */
export function PersonMenu({ narrow }: { narrow?: boolean }) {
  const { t, i18n } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const client = useQueryClient()
  const router = useRouter()
  const [theme, setTheme] = useState<Theme>(chosenTheme)
  const name = me?.user?.name ?? t('frame.apiKey')

  const leave = async () => {
    leaveSession()
    try {
      await api.signOut()
      client.clear()
      await router.navigate({ to: '/sign-in', search: {} })
    } catch (trouble) {
      resumeSession()
      showProblem(t, trouble, () => void leave())
    }
  }

  return (
    <Menu
      align={narrow ? 'end' : 'start'}
      trigger={
        <button type="button" className="flex min-w-0 items-center gap-2.5 rounded-lg p-1.5 text-left hover:bg-sunk">
          <span className="sr-only">{t('frame.person', { name })}</span>
          <Avatar name={name} className="bg-sunk text-soft" />
          {!narrow && (
            <span aria-hidden className="min-w-0 grow truncate text-sm font-semibold">
              {name}
            </span>
          )}
        </button>
      }
    >
      {me?.user && <p className="max-w-60 truncate px-2.5 pt-2 text-sm text-soft">{me.user.email}</p>}
      <MenuTitle>{t('frame.theme')}</MenuTitle>
      <MenuChoice
        value={theme}
        onChange={(next) => {
          applyTheme(next as Theme)
          setTheme(next as Theme)
        }}
        options={themes.map((value) => {
          const Icon = icons[value]
          return {
            value,
            label: (
              <>
                <Icon aria-hidden className="text-soft" />
                {t(`frame.themes.${value}`)}
              </>
            ),
          }
        })}
      />
      {languages.length > 1 && (
        <>
          <MenuTitle>{t('frame.language')}</MenuTitle>
          <MenuChoice
            value={i18n.language}
            onChange={(language) => {
              store('language', language)
              void setLanguage(language)
            }}
            options={languages.map((value) => ({ value, label: new Intl.DisplayNames([value], { type: 'language' }).of(value) ?? value }))}
          />
        </>
      )}
      <MenuLine />
      <MenuItem icon={LogOut} onSelect={() => void leave()}>
        {t('frame.signOut')}
      </MenuItem>
    </Menu>
  )
}
