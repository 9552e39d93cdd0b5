// Package browsertest tries the portal in a real browser, as visitors use it.
//
// There is nothing to import here: the package is tests. TestMain builds the
// command once; each test starts "generator serve" on a free loopback port with
// an empty data folder and a fixed date, and a headless Chromium with a fresh
// profile. So what is tried is the whole: templates, headers, forms, store, mail.
//
//	forms_test, keyboard_test   every form filled in with the keyboard, without JavaScript
//	axe_test                    WCAG 2.2 A and AA on every kind of page, light and dark
//	width_test                  no sideways scrolling at 320 px, large and spaced text
//	network_test                no other host, no policy violation, a quiet console
//	focus_test, map_test        skip link, menu, visible focus, the map of Limburg
//	reload_test                 the open page follows what an editor writes
//	nu_test, weight_test        valid HTML and small files, on every built page
//	screenshots_test            pictures of every kind of page, with -screenshots DIR
//
// Needed on the machine: chromium; axe.min.js of axe-core, named by AXE_SCRIPT;
// java and the Nu checker vnu.jar, named by VNU_JAR. What is missing skips the
// tests that need it, and fails them when CI=true.
package browsertest
