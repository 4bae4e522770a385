import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { store } from '../browserStorage.ts'
import { Menu, MenuChoice, MenuItem, MenuLine, MenuTitle } from '../parts/Menu.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { leaveSession, resumeSession } from '../session.ts'
import { applyTheme, chosenTheme, themes, type Theme } from '../theme.ts'
import { languageName, languages, setLanguage } from '../words.ts'
import type { MenuOfButton } from './LazyMenu.tsx'

const icons = { system: Monitor, light: Sun, dark: Moon }

/** Theme and language on this device, and sign-out. */
export function PersonChoices(ofButton: MenuOfButton) {
  const { t, i18n } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const client = useQueryClient()
  const router = useRouter()
  const [theme, setTheme] = useState<Theme>(chosenTheme)

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
    <Menu align="start" {...ofButton}>
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
              // On every device from then on.
              if (me?.user)
                void api.changeMe({ language }).then(
                  () => client.invalidateQueries({ queryKey: ['me'] }),
                  (trouble) => showProblem(t, trouble),
                )
            }}
            options={languages.map((value) => ({ value, label: languageName(value) }))}
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
