"""A spool with something of everything, and where the pages are: for what is looked at on every page."""
from spool import campaign, numbers

KEYS = 'ani: "+16175550100"\nmax_retries: 2\nretry_interval: 20m\n'
# What the numbers of a usual campaign meet.
WORK = [1, 2, 20, 3, 10, 21, 4, 40, 22, 5, 27, 41, 6, 23, 42, 11, 28, 7]


def fill(spool):
    """Campaigns in each state, files that wait and that were refused."""
    spool.drop("spring-reminders.yaml", campaign(numbers(420, WORK) + ["no number", "+12015550101"], KEYS))
    spool.finish(pace=0.1, speed=3000)
    spool.drop("appointments.yaml", campaign(numbers(60, [1, 10, 21]), KEYS + "start: +2 days\n"))
    spool.drop("autumn-sale.yaml", campaign(numbers(900, WORK), KEYS + "start: +3 hours\n"))
    spool.drop("survey.yaml", campaign(numbers(24, [33, 1]) + numbers(12, [31]), KEYS))
    spool.drop("winter-notice.yaml", campaign(numbers(40), KEYS + "start: +1 day\n"))
    spool.drop("price-list.yaml", "max_retries: eleven\ncolour: red\nnumbers:\n  - +12015550101\n")
    spool.tick()
    spool.call("suspend", "autumn-sale")
    spool.call("stop", "winter-notice")
    spool.tick()


def places(spool):
    """Each page's name and path."""
    calls = spool.rows("view", "spring-reminders", "--completed", "500")
    call = next(row for row in calls if row["attempts"] > 1)
    number = call["phone_number"].replace("+", "%2B")
    return {
        "campaigns": "/",
        "campaign": "/campaigns/spring-reminders",
        "calls": "/campaigns/spring-reminders?show=100&sort=file",
        "held": "/campaigns/survey",
        "call": f"/campaigns/spring-reminders/calls/{call['call_id']}",
        "stop": "/campaigns/autumn-sale/stop",
        "submit": "/submit",
        "pending": "/pending",
        "rejected": "/rejected",
        "when": f"/when?number={number}",
        "nowhere": "/campaigns/nobody",
    }
