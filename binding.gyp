{
  'variables': {
    'sanitize%': [],
    'pkgs': 'libuv openssl libsrtp2',
    # What makes a hole hard to use. _FORTIFY_SOURCE needs an optimizer, so it stands below.
    'hardening': ['-fstack-protector-strong', '-D_GLIBCXX_ASSERTIONS', '-fPIE'],
    'fortify': ['-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2'],
  },
  'target_defaults': {
    'include_dirs': ['native', '.'],
    'cflags_cc!': ['-std=gnu++17', '-std=gnu++20', '-fno-rtti', '-fno-exceptions'],
    'cflags_cc': ['-std=c++20', '-Wall', '-Wextra', '-Wconversion', '-Wno-free-nonheap-object', '-Wno-restrict', '-Wno-missing-field-initializers', '-fvisibility=hidden', '<!@(pkg-config --cflags libuv openssl libsrtp2)'],
    'configurations': {
      'Release': { 'cflags!': ['-O3', '-fPIC'], 'cflags': ['-O2', '-g1', '<@(hardening)', '<@(fortify)'] },
    },
    'xcode_settings': {
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
      'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
      'GCC_ENABLE_CPP_RTTI': 'YES',
      'OTHER_CFLAGS': ['<!@(pkg-config --cflags libuv openssl libsrtp2)'],
    },
    'conditions': [
      ['OS=="linux"', {
        'cflags': ['-fstack-clash-protection'],
        'ldflags': ['-pie', '-Wl,-z,relro,-z,now,-z,noexecstack'],
      }],
      ['OS=="linux" and target_arch=="x64"', { 'cflags': ['-fcf-protection'] }],
      ['OS=="linux" and target_arch=="arm64"', { 'cflags': ['-mbranch-protection=standard'] }],
      ['"<!(node scripts/has-ipsec-mb.mjs)"=="1"', { 'defines': ['SFU_HAVE_IPSEC_MB=1'] }],
    ],
  },
  'targets': [
    {
      'target_name': 'core',
      'type': 'static_library',
      'sources': ['<!@(node scripts/native-sources.mjs core)'],
    },
    {
      'target_name': 'crosspoint-worker',
      'type': 'executable',
      'dependencies': ['core'],
      'sources': ['native/main.cpp'],
      'libraries': ['<!@(node scripts/native-libs.mjs)'],
    },
    {
      'target_name': 'crosspoint-native-test',
      'type': 'executable',
      'dependencies': ['core'],
      'sources': ['<!@(node scripts/native-sources.mjs test)'],
      'cflags_cc!': ['-Wconversion'],
      # Compile time counts more here than speed.
      'configurations': { 'Release': { 'cflags!': ['-O2', '<@(fortify)'], 'cflags': ['-O0'] } },
      'libraries': ['<!@(node scripts/native-libs.mjs)'],
    },
  ],
}
