"""The ways into the console: a wrong password, a first one of one's own, a second step."""

import base64
import hmac
import struct
import time

from playwright.sync_api import expect

from tests.journeys.cast import Cast
from tests.journeys.place import Place


def test_a_wrong_password_is_told_in_plain_words(cast: Cast) -> None:
    ada = cast.agent("Ada")
    ada.opens_console("Not-the-password-1")
    expect(ada.page.get_by_role("alert")).to_contain_text("The e-mail address or the password")
    ada.page.get_by_label("Password", exact=True).fill(ada.place.sign_in_of("Ada").password)
    ada.page.get_by_role("button", name="Sign in").click()
    ada.is_connected()


def test_cleo_chooses_her_own_password_and_keeps_it(cast: Cast) -> None:
    cleo = cast.agent("Cleo")
    cleo.opens_console()
    expect(cleo.page.get_by_role("heading", name="Choose your password")).to_be_visible()
    cleo.page.get_by_label("New password").fill("cleo")
    expect(cleo.page.locator(".rules .met")).to_have_count(0)
    cleo.page.get_by_label("New password").fill("Cleo-has-her-own-1")
    expect(cleo.page.locator(".rules .met")).to_have_count(4)
    cleo.page.get_by_role("button", name="Save and sign in").click()
    cleo.is_connected()
    cleo.signs_out()
    cleo.opens_console("Cleo-has-her-own-1")
    cleo.is_connected()


def test_a_second_step_asks_for_the_code_of_the_moment(cast: Cast, place: Place) -> None:
    secret = set_up_second_step(place, "More1")
    agent = cast.agent("More1")
    agent.opens_console()
    expect(agent.page.get_by_role("heading", name="Enter your code")).to_be_visible()
    wrong = "000000" if code_of(secret) != "000000" else "000001"
    agent.page.get_by_label("Six-digit code").fill(wrong)
    agent.page.get_by_role("button", name="Sign in").click()
    expect(agent.page.get_by_role("alert")).to_contain_text("The code is not right")
    agent.page.get_by_label("Six-digit code").fill(code_of(secret))
    agent.page.get_by_role("button", name="Sign in").click()
    agent.is_connected()


def set_up_second_step(place: Place, name: str) -> str:
    """The secret that the agent's authenticator app would hold."""
    cognito, agent = place.service("cognito-idp"), place.sign_in_of(name)
    signed_in = cognito.initiate_auth(
        ClientId=place.stack.seeded.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": agent.email, "PASSWORD": agent.password},
    )
    token = signed_in["AuthenticationResult"]["AccessToken"]
    secret: str = cognito.associate_software_token(AccessToken=token)["SecretCode"]
    cognito.verify_software_token(AccessToken=token, UserCode=code_of(secret))
    cognito.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    return secret


def code_of(secret: str) -> str:
    """The six digits of RFC 6238 for this half minute."""
    padded = secret + "=" * (-len(secret) % 8)
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(padded), moment, "sha1")
    place = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[place : place + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
