// SPDX-License-Identifier: Apache-2.0
// The sentences around logging in, in Indonesian and in English.

const indonesian = {
  login: "Masuk",
  logout: "Keluar",
  title: "Masuk ke dasbor",
  why: "Angka kabupaten/kota dan titik layanan hanya untuk petugas yang masuk. Angka nasional dan provinsi terbuka untuk umum.",
  user: "Nama pengguna",
  password: "Kata sandi",
  send: "Masuk",
  sending: "Memeriksa …",
  back: "Kembali ke angka nasional",
  noAccount: "Belum punya akun, atau lupa kata sandi? Hubungi perwakilan BKKBN provinsi.",
  unreachable: "Server belum menjawab. Periksa sambungan, lalu coba lagi.",
  notKept: "Peramban tidak menyimpan tanda masuk: buka dasbor lewat alamat https.",
  roles: {
    national: "Panitia Pusat",
    province: "Provinsi",
    regency: "Kabupaten/kota",
    officer: "PLKB",
    operator: "Operator",
    viewer: "Pemirsa",
  } as Record<string, string>,
  scope: (regions: string) => `cakupan ${regions}`,
  outsideTitle: "Di luar cakupan akun",
  outside: (region: string, user: string) =>
    `Akun ${user} tidak mencakup ${region}. Buka wilayah sendiri, atau masuk dengan akun lain.`,
  toOwn: (region: string) => `Ke ${region}`,
  listNeedsLogin: "Daftar ini hanya untuk petugas yang masuk.",
  listOutside: "Daftar ini di luar cakupan akun.",
};

export type LoginTexts = typeof indonesian;

const english: LoginTexts = {
  login: "Log in",
  logout: "Log out",
  title: "Log in to the dashboards",
  why: "Figures of regencies, cities and sites are for officers who log in. National and provincial figures are open to the public.",
  user: "User name",
  password: "Password",
  send: "Log in",
  sending: "Checking …",
  back: "Back to the national figures",
  noAccount: "No account yet, or forgot the password? Ask the BKKBN office of your province.",
  unreachable: "The server does not answer. Check the connection, then try again.",
  notKept: "The browser did not keep the login: open the dashboards at their https address.",
  roles: {
    national: "National committee",
    province: "Province",
    regency: "Regency or city",
    officer: "Field officer",
    operator: "Operator",
    viewer: "Viewer",
  },
  scope: (regions) => `scope ${regions}`,
  outsideTitle: "Outside your account's scope",
  outside: (region, user) =>
    `The account ${user} does not cover ${region}. Open your own region, or log in with another account.`,
  toOwn: (region) => `To ${region}`,
  listNeedsLogin: "This list is for officers who log in.",
  listOutside: "This list is outside your account's scope.",
};

export function loginTextsOf(language: "id" | "en"): LoginTexts {
  return language === "id" ? indonesian : english;
}
