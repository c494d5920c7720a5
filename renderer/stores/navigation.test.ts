import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it, vi } from 'vitest';
import { useNavigation } from './navigation.ts';

beforeEach(() => {
  vi.stubGlobal('location', { hash: '#/experiment' });
  vi.stubGlobal('window', { addEventListener: vi.fn() });
  vi.stubGlobal('history', { pushState: vi.fn() });
  setActivePinia(createPinia());
});

it('goes on from an answer where it was asked for', () => {
  const navigation = useNavigation();
  const go = navigation.goFromHere();
  go('experiment', 'abc');
  expect([navigation.screen, navigation.subject]).toEqual(['experiment', 'abc']);
});

it('leaves who went to another screen meanwhile there', () => {
  const navigation = useNavigation();
  const go = navigation.goFromHere();
  navigation.go('history');
  go('experiment', 'abc');
  expect([navigation.screen, navigation.subject]).toEqual(['history', null]);
});
